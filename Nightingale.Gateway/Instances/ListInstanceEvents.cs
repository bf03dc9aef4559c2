using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Journal;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;
using Problem = Nightingale.Gateway.Problems.Problem;

namespace Nightingale.Gateway.Instances;

/// <summary><c>GET /api/v1/instances/{id}/events</c></summary>
internal static class ListInstanceEvents
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/instances/{id}/events", Handle)
        .Describe("listInstanceEvents", "List what happened to an instance", "Its events in the journal, in sequence.", "Instances")
        .Queries(
            ("after", "Only events after this sequence number."),
            ("limit", "At most so many: 1 to 1000, 100 if not given."))
        .Answers<EventPageView>()
        .Refuses(ProblemKind.Malformed, ProblemKind.NotFound);

    private static async Task<IResult> Handle(HttpContext http, GatewayServices gateway, Caller caller)
    {
        var query = new Query(http.Request, "after", "limit");
        var after = query.Number("after", otherwise: 0, least: 0, most: long.MaxValue - 1);
        var limit = (int)query.Number("limit", otherwise: 100, least: 1, most: 1000);
        if (query.Errors.Any) return Problem.Malformed(query.Errors);
        var found = InstanceActions.Of(http);

        var last = Math.Min(found.Version, after > long.MaxValue - limit ? long.MaxValue : after + limit);
        var events = new List<EventView>();
        if (last > after)
            await foreach (var stored in gateway.Journal.Read(found.State.Id.PersistenceId, after + 1, last, http.RequestAborted))
                events.Add(EventView.Of(stored, caller));
        return TypedResults.Ok(new EventPageView(events, last < found.Version && last > after ? last : null));
    }
}

/// <summary>A piece of what happened.</summary>
internal sealed record EventPageView(
    [property: Description("In sequence.")] IReadOnlyList<EventView> Items,
    [property: Description("Pass it as after to go on; null if this was the last piece.")] long? Next);

/// <summary>Something that happened.</summary>
internal sealed record EventView(
    [property: Description("From 1, without gaps.")] long Sequence,
    [property: Description("When.")] DateTimeOffset At,
    [property: Description("What happened, and the version of the data's shape.")] string Type,
    [property: Description("Who caused it.")] string Principal,
    [property: Description("The event as it was journalled, for members without the address inside our network; null once removed by retention.")] RawJson Data)
{
    private static readonly JsonSerializerOptions AsStored = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An event as this caller may see it: where a server listens is no member's business, the way to it is the instance's URL.</summary>
    public static EventView Of(StoredEvent stored, Caller caller) =>
        new(stored.SequenceNr, stored.At, stored.Manifest, stored.Principal, new(caller.SystemRole is null ? WithoutAddress(stored.Payload) : stored.Payload));

    private static ReadOnlyMemory<byte> WithoutAddress(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty || JsonNode.Parse(payload.Span) is not JsonObject data || data["outputs"] is not JsonObject outputs || !outputs.Remove("address")) return payload;
        return JsonSerializer.SerializeToUtf8Bytes(data, AsStored);
    }
}
