using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Audit;

/// <summary><c>GET /api/v1/access</c></summary>
internal static class ListAttempts
{
    private static readonly Dictionary<string, AccessOutcome> Outcomes = Enum.GetValues<AccessOutcome>()
        .ToDictionary(outcome => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString()), StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/access", Handle)
        .Describe("listAttempts", "List attempts to use the API", "Allowed and refused ones, of every node, newest first. A piece may be short or empty and still have a next one.", "Journal")
        .Queries(
            ("principal", "Only theirs, such as user:ada."),
            ("operation", "Only those to do this: an operation's name in this document."),
            ("outcome", $"Only those that were {string.Join(", ", Outcomes.Keys)}."),
            ("from", "Only those at this time or later, as in 2026-03-01T09:00:00Z."),
            ("to", "Only those before this time."),
            ("after", "Go on after the piece that gave this as its next."),
            ("limit", "At most so many: 1 to 1000, 100 if not given."))
        .Answers<AttemptPageView>()
        .Refuses(ProblemKind.Malformed);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway)
    {
        var query = new Query(http.Request, "principal", "operation", "outcome", "from", "to", "after", "limit");
        var limit = (int)query.Number("limit", otherwise: 100, least: 1, most: 1000);
        AccessOutcome? outcome = null;
        if (query.Text("outcome") is { } text)
        {
            if (Outcomes.TryGetValue(text, out var known)) outcome = known;
            else query.Errors.Add("outcome", $"Must be one of {string.Join(", ", Outcomes.Keys)}.");
        }

        var after = query.Text("after");
        if (after is not null && !gateway.Attempts.IsPlace(after)) query.Errors.Add("after", "Must be what an earlier piece gave as its next.");
        var (from, to) = (query.Time("from"), query.Time("to"));
        if (query.Errors.Any) return Problem.Malformed(query.Errors);

        var page = await gateway.Attempts.Read(new(query.Text("principal"), query.Text("operation"), outcome, from, to, after, limit), http.RequestAborted);
        return TypedResults.Ok(new AttemptPageView([.. page.Items.Select(AttemptView.Of)], page.Next));
    }
}

/// <summary>A piece of the attempts.</summary>
internal sealed record AttemptPageView(
    [property: Description("Newest first.")] IReadOnlyList<AttemptView> Items,
    [property: Description("Pass it as after to go on; null if this was the last piece.")] string? Next);

/// <summary>An attempt to use the API. It holds no secret.</summary>
internal sealed record AttemptView(
    [property: Description("When it was answered.")] DateTimeOffset At,
    [property: Description("The node that answered; null: the one that you ask.")] string? Node,
    [property: Description("Who; null: nobody who is known.")] string? Principal,
    [property: Description("The id of the token or session; null: none that was good.")] string? Credential,
    [property: Description("The address it came from.")] string? From,
    [property: Description("The HTTP method.")] string Method,
    [property: Description("What was asked for, without the query.")] string Path,
    [property: Description("The operation's name in this document; null: nothing lies there.")] string? Operation,
    [property: Description("The HTTP status of the answer.")] int Status,
    [property: Description("What came of it.")] AccessOutcome Outcome,
    [property: Description("The same as in the answer and in the log.")] string TraceId)
{
    public static AttemptView Of(Attempt attempt) => new(
        attempt.Record.At,
        attempt.Node,
        attempt.Record.Principal,
        attempt.Record.Token,
        attempt.Record.From,
        attempt.Record.Method,
        attempt.Record.Path,
        attempt.Record.Operation,
        attempt.Record.Status,
        attempt.Record.Outcome,
        attempt.Record.TraceId);
}
