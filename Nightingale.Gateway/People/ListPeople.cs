using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.People;

/// <summary><c>GET /api/v1/people</c></summary>
internal static class ListPeople
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/people", Handle)
        .Describe("listPeople", "List people", "Everybody who may sign in, by name.", "People");

    private static Ok<List<PersonView>> Handle(GatewayServices gateway) =>
        TypedResults.Ok(gateway.People.Store.All.Select(person => PersonView.Of(person, gateway.Now())).ToList());
}
