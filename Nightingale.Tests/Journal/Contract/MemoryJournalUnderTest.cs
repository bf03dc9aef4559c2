using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Journal.Contract;

internal sealed class MemoryJournalUnderTest : JournalUnderTest
{
    private readonly MemoryJournal _journal = new(new ManualTime());

    public override IJournal Journal => _journal;

    public override long Epoch => _journal.Epoch;

    public override Task Open() => Task.CompletedTask;

    public override Task TakeOver()
    {
        _journal.RaiseEpoch();
        return Task.CompletedTask;
    }

    public override Task StartFailing()
    {
        _journal.Fault = _ => new AppendFailedException("The disk is full.");
        return Task.CompletedTask;
    }

    public override Task StopFailing()
    {
        _journal.Fault = null;
        return Task.CompletedTask;
    }

    public override Task CorruptSnapshot(string persistenceId)
    {
        _journal.CorruptSnapshot(persistenceId);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => _journal.DisposeAsync();
}
