using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Commands.Journals;

/// <summary>A node's journal that is read where it is stored, and not over the API; each question opens it anew, and changes nothing in it.</summary>
internal abstract class NodeJournal : INodeJournal
{
    public async IAsyncEnumerable<JsonObject> Entities([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var opened = await Open(cancel);
        await foreach (var (id, version) in opened.Journal.Entities("", cancel)) yield return ShownRecords.Entity(id, version);
    }

    public async IAsyncEnumerable<JsonObject> Events(string entity, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var opened = await Open(cancel);
        if (await opened.Journal.HighestSequenceNr(entity, cancel) == 0) throw ShownRecords.Unknown(entity);
        await foreach (var stored in opened.Journal.Read(entity, stop: cancel)) yield return ShownRecords.Event(stored);
    }

    public async Task<JsonObject> Verify(KeptEvidence kept, CancellationToken cancel)
    {
        await using var opened = await Open(cancel);
        return ShownRecords.Verification(await JournalVerifier.Verify(opened.Records, kept.Checkpoint, kept.Key, cancel));
    }

    public async Task Export(TextWriter output, CancellationToken cancel)
    {
        await using var opened = await Open(cancel);
        var lines = new Pipe();
        await Task.WhenAll(Write(), output.WriteLines(lines.Reader.AsStream(), cancel));

        async Task Write()
        {
            await using var stream = lines.Writer.AsStream();
            await JournalExport.Write(opened.Records, stream, cancel);
        }
    }

    public async Task<CheckpointKey> FirstKey(CancellationToken cancel)
    {
        await using var opened = await Open(cancel);
        return await opened.Records.FirstKey(cancel);
    }

    public abstract void Dispose();

    /// <summary>Opens the journal for one question.</summary>
    protected abstract Task<Reading> Open(CancellationToken cancel);

    /// <summary>A journal that is open, and all that is in it.</summary>
    protected sealed record Reading(IJournal Journal, IAsyncEnumerable<JournalRecord> Records) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Journal.DisposeAsync();
    }
}
