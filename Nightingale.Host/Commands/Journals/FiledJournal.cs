using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Commands.Journals;

/// <summary>The journal of a stopped node, read from its data folder, in which nothing is changed.</summary>
internal sealed class FiledJournal(string dataFolder) : INodeJournal
{
    public async IAsyncEnumerable<JsonObject> Entities([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var journal = SqliteJournal.OpenReadOnly(dataFolder);
        await foreach (var (id, version) in journal.Entities("", cancel)) yield return ShownRecords.Entity(id, version);
    }

    public async IAsyncEnumerable<JsonObject> Events(string entity, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var journal = SqliteJournal.OpenReadOnly(dataFolder);
        if (await journal.HighestSequenceNr(entity, cancel) == 0) throw ShownRecords.Unknown(entity);
        await foreach (var stored in journal.Read(entity, stop: cancel)) yield return ShownRecords.Event(stored);
    }

    public async Task<JsonObject> Verify(KeptEvidence kept, CancellationToken cancel)
    {
        await using var journal = SqliteJournal.OpenReadOnly(dataFolder);
        return ShownRecords.Verification(await JournalVerifier.Verify(journal.Records(cancel), kept.Checkpoint, kept.Key, cancel));
    }

    public async Task Export(TextWriter output, CancellationToken cancel)
    {
        await using var journal = SqliteJournal.OpenReadOnly(dataFolder);
        var lines = new Pipe();
        await Task.WhenAll(Write(), output.WriteLines(lines.Reader.AsStream(), cancel));

        async Task Write()
        {
            await using var stream = lines.Writer.AsStream();
            await JournalExport.Write(journal.Records(cancel), stream, cancel);
        }
    }

    public async Task<CheckpointKey> FirstKey(CancellationToken cancel)
    {
        await using var journal = SqliteJournal.OpenReadOnly(dataFolder);
        return await journal.Records(cancel).FirstKey(cancel);
    }

    public void Dispose()
    {
        // Each reading closes its files itself.
    }
}
