using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Instances;

/// <summary><c>GET /api/v1/instances</c></summary>
internal static class ListInstances
{
    private static readonly Dictionary<string, Phase> Phases = Enum.GetValues<Phase>()
        .Where(phase => phase is not Phase.None)
        .ToDictionary(phase => JsonNamingPolicy.KebabCaseLower.ConvertName(phase.ToString()), StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/instances", Handle)
        .Describe(
            "listInstances",
            "List instances",
            "Those that the caller may see, in the order of creation. What another node answered a moment ago may take a moment to be in it.",
            "Instances")
        .Queries(
            ("phase", $"Only those in this phase: {string.Join(", ", Phases.Keys)}. Without it, all but the deleted."),
            ("account", "Only those that this account pays for."),
            ("after", "Go on after the piece that gave this as its next."),
            ("limit", "At most so many: 1 to 500, 100 if not given."))
        .Answers<InstancePageView>()
        .Refuses(ProblemKind.Malformed);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, Caller caller)
    {
        var query = new Query(http.Request, "phase", "account", "after", "limit");
        var limit = (int)query.Number("limit", otherwise: 100, least: 1, most: 500);
        Phase? phase = null;
        if (query.Text("phase") is { } text)
        {
            if (Phases.TryGetValue(text, out var known)) phase = known;
            else query.Errors.Add("phase", $"Must be one of {string.Join(", ", Phases.Keys)}.");
        }

        InstanceCursor? after = null;
        if (query.Text("after") is { } place)
        {
            if (InstanceCursor.TryParse(place, out var cursor)) after = cursor;
            else query.Errors.Add("after", "Must be what an earlier piece gave as its next.");
        }

        if (query.Errors.Any) return Problem.Malformed(query.Errors);
        var page = await gateway.List.Query(new(phase, Accounts(caller, query.Text("account")), after, limit), http.RequestAborted);
        var costs = await gateway.Bill.Costs([.. page.Rows.Select(row => row.State.Id.ToString())], http.RequestAborted);
        return TypedResults.Ok(new InstancePageView(
            [.. page.Rows.Select(row => InstanceView.Of(gateway, row.State, row.Version, costs.GetValueOrDefault(row.State.Id.ToString())))],
            page.Next?.ToString()));
    }

    private static IReadOnlyCollection<string>? Accounts(Caller caller, string? asked)
    {
        if (asked is null) return caller.OnlyAccounts;
        return caller.MaySee(asked) ? [asked] : [];
    }
}

/// <summary>A piece of the list of instances.</summary>
public sealed record InstancePageView(
    [property: Description("In the order of creation.")] IReadOnlyList<InstanceView> Items,
    [property: Description("Pass it as after to go on; null if this was the last piece.")] string? Next);
