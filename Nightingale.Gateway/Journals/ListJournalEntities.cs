using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Journals;

/// <summary><c>GET /api/v1/journal/entities</c></summary>
internal static class ListJournalEntities
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/journal/entities", Handle)
        .Describe("listJournalEntities", "List the journal's entities", "Every entity that has events, in the order of ids.", "Journal")
        .Queries(
            ("prefix", "Only ids that begin with this, such as instance/."),
            ("after", "Only ids after this one."),
            ("limit", "At most so many: 1 to 1000, 100 if not given."))
        .Answers<EntityPageView>()
        .Refuses(ProblemKind.Malformed);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway)
    {
        var query = new Query(http.Request, "prefix", "after", "limit");
        var limit = (int)query.Number("limit", otherwise: 100, least: 1, most: 1000);
        if (query.Errors.Any) return Problem.Malformed(query.Errors);
        var after = query.Text("after") ?? "";

        var items = new List<EntityView>();
        await foreach (var (id, version) in gateway.Journal.Entities(query.Text("prefix") ?? "", http.RequestAborted))
        {
            if (string.CompareOrdinal(id, after) <= 0) continue;
            if (items.Count == limit) return TypedResults.Ok(new EntityPageView(items, items[^1].Id));
            items.Add(new(id, version));
        }

        return TypedResults.Ok(new EntityPageView(items, null));
    }
}

/// <summary>A piece of the list of entities.</summary>
internal sealed record EntityPageView(
    [property: Description("In the order of ids.")] IReadOnlyList<EntityView> Items,
    [property: Description("Pass it as after to go on; null if this was the last piece.")] string? Next);

/// <summary>An entity in the journal.</summary>
internal sealed record EntityView(
    [property: Description("Its kind and id, such as instance/0193….")] string Id,
    [property: Description("The number of its last event.")] long Version);
