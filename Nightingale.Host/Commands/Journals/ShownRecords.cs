using System.Text.Json;
using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Journals;

/// <summary>What was read from a journal, in the JSON that the API gives.</summary>
internal static class ShownRecords
{
    /// <summary>An entity.</summary>
    public static JsonObject Entity(string id, long version) => new() { ["id"] = id, ["version"] = version };

    /// <summary>An event.</summary>
    public static JsonObject Event(StoredEvent stored) => new()
    {
        ["sequence"] = stored.SequenceNr,
        ["at"] = JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(stored.At)), // as the API writes it
        ["type"] = stored.Manifest,
        ["principal"] = stored.Principal,
        ["data"] = stored.Payload.IsEmpty ? null : JsonNode.Parse(stored.Payload.Span),
    };

    /// <summary>What a verification found; the API tells less, since its word is that of the node that is audited.</summary>
    public static JsonObject Verification(Verification found) => new()
    {
        ["intact"] = found.Holds,
        ["events"] = found.Events,
        ["entities"] = found.Entities,
        ["checkpoints"] = found.Checkpoints,
        ["lastCheckpoint"] = found.LastCheckpoint,
        ["signedAt"] = found.SignedAt is { } at ? JsonValue.Create(at) : null,
        ["unsigned"] = found.Uncovered,
        ["removed"] = found.Removed,
        ["firstProblem"] = found.Problems.Count == 0 ? null : found.Problems[0].ToString(),
    };

    /// <summary>There is no such entity.</summary>
    public static ApiException Unknown(string entity) => new($"The journal knows no entity '{entity}'. 'nightingale journal list' shows them.");

    /// <summary>The first public key among a journal's records, which begin with its keys.</summary>
    public static async Task<CheckpointKey> FirstKey(this IAsyncEnumerable<JournalRecord> records, CancellationToken cancel) =>
        (await records.OfType<JournalRecord.OfKey>().FirstOrDefaultAsync(cancel))?.Key ?? throw new ApiException("The journal has no key yet: a node that starts on it makes its key known.");

    /// <summary>Writes a stream's lines, and closes it.</summary>
    public static async Task WriteLines(this TextWriter output, Stream lines, CancellationToken cancel)
    {
        using var reader = new StreamReader(lines);
        while (await reader.ReadLineAsync(cancel) is { } line) await output.WriteLineAsync(line.AsMemory(), cancel);
    }
}
