using Nightingale.Actors.Journal;

namespace Nightingale.Host.Commands.Journals;

/// <summary>The journal of a stopped node, read from its data folder.</summary>
internal sealed class FiledJournal(string dataFolder) : NodeJournal
{
    public override void Dispose()
    {
        // Each reading closes its files itself.
    }

    protected override Task<Reading> Open(CancellationToken cancel)
    {
        var journal = SqliteJournal.OpenReadOnly(dataFolder);
        return Task.FromResult(new Reading(journal, journal.Records(cancel)));
    }
}
