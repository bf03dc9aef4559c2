using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nightingale.Host.Client;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands.Journals;

/// <summary>The journal of a stopped node, read from its data folder.</summary>
internal sealed class FiledJournal(string dataFolder) : IJournalSource
{
    public async IAsyncEnumerable<JsonObject> Entities([EnumeratorCancellation] CancellationToken cancel)
    {
        var versions = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var happened in StoppedJournal.Events(dataFolder, null).WithCancellation(cancel))
            versions[(string)happened["entity"]!] = (long)happened["sequence"]!;
        foreach (var (id, version) in versions) yield return new() { ["id"] = id, ["version"] = version };
    }

    public async IAsyncEnumerable<JsonObject> Events(string entity, [EnumeratorCancellation] CancellationToken cancel)
    {
        var any = false;
        await foreach (var happened in StoppedJournal.Events(dataFolder, entity).WithCancellation(cancel))
        {
            any = true;
            yield return happened;
        }

        if (!any) throw new ApiException($"The journal knows no entity '{entity}'. 'nightingale journal list' shows them.");
    }

    public Task<JsonObject> Verify(string? expect, CancellationToken cancel) => StoppedJournal.Verify(dataFolder, expect).WaitAsync(cancel);

    public Task Export(TextWriter output, CancellationToken cancel) => StoppedJournal.Export(dataFolder, output).WaitAsync(cancel);

    public void Dispose()
    {
        // Each reading closes its files itself.
    }
}
