using System.Text.Json;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The removal of old payloads, which is an event itself: what was removed, and when, is in the hash chain like everything else, and a payload
/// that is missing without such an event was removed by nobody who was allowed to.
/// </summary>
internal static class Retention
{
    /// <summary>The manifest of a removal.</summary>
    public const string Manifest = "journal.payloads-removed.v1";

    private const string Prefix = "retention/";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The stream that records the removals from an entity's stream.</summary>
    public static string StreamOf(string persistenceId) => Prefix + persistenceId;

    /// <summary>The request that records a removal.</summary>
    public static AppendRequest Record(string persistenceId, long through, EntityHead subject, EntityHead stream, long epoch, DateTimeOffset at) => new(
        StreamOf(persistenceId),
        subject.Shard,
        epoch,
        stream.SequenceNr,
        [new(at, Manifest, JsonSerializer.SerializeToUtf8Bytes(new Removal(persistenceId, through), Json))],
        Principal: "system:retention",
        CommandKey: null,
        OwesWork: false);

    /// <summary>What an event of retention says, or null if the event is of another kind.</summary>
    public static Removal? Of(StoredEvent stored) =>
        stored.Manifest == Manifest && stored.PersistenceId.StartsWith(Prefix, StringComparison.Ordinal)
            ? JsonSerializer.Deserialize<Removal>(stored.Payload.Span, Json)
            : null;

    /// <summary>The payloads of an entity's events up to a sequence number were removed.</summary>
    internal sealed record Removal(string PersistenceId, long Through);
}
