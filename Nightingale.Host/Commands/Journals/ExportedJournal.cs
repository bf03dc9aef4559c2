using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Commands.Journals;

/// <summary>A file that was exported from a journal, on any machine. Each question reads it from front to back.</summary>
internal sealed class ExportedJournal(string path) : IJournalSource
{
    public async IAsyncEnumerable<JsonObject> Entities([EnumeratorCancellation] CancellationToken cancel)
    {
        var versions = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var stored in Events(cancel)) versions[stored.PersistenceId] = stored.SequenceNr;
        foreach (var (id, version) in versions) yield return ShownRecords.Entity(id, version);
    }

    public async IAsyncEnumerable<JsonObject> Events(string entity, [EnumeratorCancellation] CancellationToken cancel)
    {
        var any = false;
        await foreach (var stored in Events(cancel).Where(stored => stored.PersistenceId == entity).WithCancellation(cancel))
        {
            any = true;
            yield return ShownRecords.Event(stored);
        }

        if (!any) throw ShownRecords.Unknown(entity);
    }

    public async Task<JsonObject> Verify(KeptEvidence kept, CancellationToken cancel) =>
        ShownRecords.Verification(await JournalVerifier.Verify(Records(cancel), kept.Checkpoint, kept.Key, cancel));

    public void Dispose()
    {
        // Each reading closes the file itself.
    }

    private IAsyncEnumerable<StoredEvent> Events(CancellationToken cancel) => Records(cancel).OfType<JournalRecord.OfEvent>().Select(record => record.Event);

    private async IAsyncEnumerable<JournalRecord> Records([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        await foreach (var record in JournalExport.Read(file, cancel)) yield return record;
    }
}
