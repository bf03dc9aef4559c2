using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Accounts;

/// <summary><c>GET /api/v1/accounts/{id}/usage</c></summary>
internal static class ShowUsage
{
    private const int MostDays = 366;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/accounts/{id}/usage", Handle)
        .Describe("showUsage", "Show an account's usage", "What each instance used on each day, in UTC, and what that cost.", "Accounts")
        .Queries(
            ("from", "The first day, as in 2026-03-01; 30 days before the last if not given."),
            ("to", "The last day, included; today if not given."))
        .Answers<UsageView>()
        .Refuses(ProblemKind.Malformed, ProblemKind.UnknownAccount);

    private static async Task<IResult> Handle(string id, HttpContext http, GatewayServices gateway)
    {
        var query = new Query(http.Request, "from", "to");
        var to = query.Day("to", DateOnly.FromDateTime(gateway.Now().UtcDateTime));
        var from = query.Day("from", to.DayNumber < 30 ? DateOnly.MinValue : to.AddDays(-30));
        if (from > to) query.Errors.Add("from", "Must not be after to.");
        if (to.DayNumber - from.DayNumber > MostDays) query.Errors.Add("from", $"Must be at most {MostDays} days before to.");
        if (query.Errors.Any) return Problem.Malformed(query.Errors);
        if (await AccountAccess.Find(gateway, id, http.RequestAborted) is not { } account) return AccountAccess.NoSuchAccount;

        var days = await gateway.Bill.Usage(id, from, to, http.RequestAborted);
        return TypedResults.Ok(new UsageView(
            id,
            from,
            to,
            account.Currency,
            days.Sum(day => day.Amount),
            [.. days.Select(day => new UsageDayView(day.Day, day.Instance, (decimal)day.Ran.TotalMilliseconds / 1000, day.Amount))]));
    }
}

/// <summary>What an account used. Amounts are exact, not rounded.</summary>
internal sealed record UsageView(
    [property: Description("The account.")] string Account,
    [property: Description("The first day.")] DateOnly From,
    [property: Description("The last day, included.")] DateOnly To,
    [property: Description("Of every amount.")] string Currency,
    [property: Description("The sum of the amounts.")] decimal Total,
    [property: Description("By day, then by instance.")] IReadOnlyList<UsageDayView> Days);

/// <summary>What an instance used on a day.</summary>
internal sealed record UsageDayView(
    [property: Description("In UTC.")] DateOnly Day,
    [property: Description("The instance's id.")] string Instance,
    [property: Description("How long it ran, in seconds.")] decimal Seconds,
    [property: Description("What that cost.")] decimal Amount);
