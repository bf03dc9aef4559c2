using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Journal;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;
using Problem = Nightingale.Gateway.Problems.Problem;

namespace Nightingale.Gateway.Journals;

/// <summary><c>GET /api/v1/journal/entities/{kind}/{id}/events</c></summary>
internal static class ListJournalEvents
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/journal/entities/{kind}/{id}/events", Handle)
        .Describe("listJournalEvents", "List an entity's events", "All that the journal holds of them, in sequence; with the hashes that chain them.", "Journal")
        .Queries(
            ("after", "Only events after this sequence number."),
            ("limit", "At most so many: 1 to 1000, 100 if not given."))
        .Answers<JournalPageView>()
        .Refuses(ProblemKind.Malformed, ProblemKind.NotFound);

    private static async Task<IResult> Handle(string kind, string id, HttpContext http, GatewayServices gateway)
    {
        var query = new Query(http.Request, "after", "limit");
        var after = query.Number("after", otherwise: 0, least: 0, most: long.MaxValue / 2);
        var limit = (int)query.Number("limit", otherwise: 100, least: 1, most: 1000);
        if (query.Errors.Any) return Problem.Malformed(query.Errors);
        var entity = $"{kind}/{id}";
        var highest = await gateway.Journal.HighestSequenceNr(entity, http.RequestAborted);
        if (highest == 0) return ShowJournalState.NoSuchEntity;

        var events = new List<JournalEventView>();
        await foreach (var stored in gateway.Journal.Read(entity, after + 1, after + limit, http.RequestAborted)) events.Add(JournalEventView.Of(stored));
        return TypedResults.Ok(new JournalPageView(events, events is [.., { } last] && last.Sequence < highest ? last.Sequence : null));
    }
}

/// <summary>A piece of an entity's events.</summary>
internal sealed record JournalPageView(
    [property: Description("In sequence.")] IReadOnlyList<JournalEventView> Items,
    [property: Description("Pass it as after to go on; null if this was the last piece.")] long? Next);

/// <summary>An event as the journal holds it.</summary>
internal sealed record JournalEventView(
    [property: Description("From 1, without gaps, per entity.")] long Sequence,
    [property: Description("0 to 255.")] int Shard,
    [property: Description("From 1, without gaps, per shard.")] long Ordinal,
    [property: Description("The shard's epoch under which it was written.")] long Epoch,
    [property: Description("When.")] DateTimeOffset At,
    [property: Description("What happened, and the version of the data's shape.")] string Type,
    [property: Description("Who caused it.")] string Principal,
    [property: Description("The idempotency key and fingerprint of the command that caused it, if it had one.")] string? CommandKey,
    [property: Description("SHA-256 of the data, in hexadecimal digits.")] string PayloadHash,
    [property: Description("SHA-256 over the entity's previous hash and this event, in hexadecimal digits.")] string Hash,
    [property: Description("As it was journalled; null once removed by retention.")] RawJson Data)
{
    public static JournalEventView Of(StoredEvent stored) => new(
        stored.SequenceNr,
        stored.Shard,
        stored.Ordinal,
        stored.Epoch,
        stored.At,
        stored.Manifest,
        stored.Principal,
        stored.CommandKey,
        Convert.ToHexStringLower(stored.PayloadHash.Span),
        Convert.ToHexStringLower(stored.Hash.Span),
        new(stored.Payload));
}
