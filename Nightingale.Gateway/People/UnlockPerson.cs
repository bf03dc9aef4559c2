using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.People;

/// <summary><c>POST /api/v1/people/{name}/unlock</c></summary>
internal static class UnlockPerson
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/people/{name}/unlock", Handle)
        .Describe("unlockPerson", "Let a person in again", "Takes back a lock, and forgets wrong guesses.", "People")
        .Answers<PersonView>()
        .Refuses(ProblemKind.NotFound);

    private static async Task<IResult> Handle(string name, GatewayServices gateway) =>
        await gateway.People.Store.Change(name, person => person with { IsLocked = false, LockOut = LockOut.None }) is { } open
            ? TypedResults.Ok(PersonView.Of(open, gateway.Now()))
            : PersonRules.NoSuchPerson;
}
