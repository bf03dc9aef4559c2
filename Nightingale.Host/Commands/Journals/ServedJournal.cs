using System.Text.Json.Nodes;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Journals;

/// <summary>The journal of a running node.</summary>
internal sealed class ServedJournal(ApiClient client) : IJournalSource
{
    private const string Entity = "/api/v1/journal/entities";

    public IAsyncEnumerable<JsonObject> Entities(CancellationToken cancel) => client.List($"{Entity}?limit=1000", cancel);

    public IAsyncEnumerable<JsonObject> Events(string entity, CancellationToken cancel) =>
        client.List($"{Entity}/{string.Join('/', entity.Split('/').Select(Uri.EscapeDataString))}/events?limit=1000", cancel);

    public Task<JsonObject> Verify(string? expect, CancellationToken cancel) => expect is null
        ? client.Get("/api/v1/journal/verify", cancel)
        : throw new UsageException("--expect is for an exported file (--file) or the data folder of a stopped node (--data): a running journal grows.");

    public async Task Export(TextWriter output, CancellationToken cancel)
    {
        using var answer = await client.Open("/api/v1/journal/export", null, cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await reader.ReadLineAsync(cancel) is { } line) await output.WriteLineAsync(line.AsMemory(), cancel);
    }

    public void Dispose() => client.Dispose();
}
