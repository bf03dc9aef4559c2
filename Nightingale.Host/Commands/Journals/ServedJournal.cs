using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Journals;

/// <summary>The journal of a running node.</summary>
internal sealed class ServedJournal(ApiClient client) : INodeJournal
{
    private const string Entity = "/api/v1/journal/entities";
    private const string Exported = "/api/v1/journal/export";

    public IAsyncEnumerable<JsonObject> Entities(CancellationToken cancel) => client.List($"{Entity}?limit=1000", cancel);

    public IAsyncEnumerable<JsonObject> Events(string entity, CancellationToken cancel) =>
        client.List($"{Entity}/{string.Join('/', entity.Split('/').Select(Uri.EscapeDataString))}/events?limit=1000", cancel);

    public Task<JsonObject> Verify(KeptEvidence kept, CancellationToken cancel) => kept is (null, null)
        ? client.Get("/api/v1/journal/verify", cancel)
        : throw new UsageException("--expect and --key are for an exported file (--file) or the data folder of a stopped node (--data): what a running node says of itself proves nothing. Export its journal and verify the file.");

    public async Task Export(TextWriter output, CancellationToken cancel)
    {
        using var answer = await client.Open(Exported, null, cancel);
        await output.WriteLines(await answer.Content.ReadAsStreamAsync(cancel), cancel);
    }

    public async Task<CheckpointKey> FirstKey(CancellationToken cancel)
    {
        using var answer = await client.Open(Exported, null, cancel);
        await using var lines = await answer.Content.ReadAsStreamAsync(cancel);
        return await JournalExport.Read(lines, cancel).FirstKey(cancel);
    }

    public void Dispose() => client.Dispose();
}
