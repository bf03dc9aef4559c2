using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Journal;

public sealed class MemoryJournalTests : JournalContract
{
    protected override long Epoch => Memory.Epoch;

    private MemoryJournal Memory => (MemoryJournal)Journal;

    protected override Task<IJournal> Open() => Task.FromResult<IJournal>(new MemoryJournal());

    protected override Task<IJournal> TakeOver()
    {
        Memory.RaiseEpoch();
        return Task.FromResult(Journal);
    }

    protected override Task StartFailing()
    {
        Memory.Fault = _ => new AppendFailedException("The disk is full.");
        return Task.CompletedTask;
    }

    protected override Task StopFailing()
    {
        Memory.Fault = null;
        return Task.CompletedTask;
    }

    protected override Task CorruptSnapshot(string persistenceId)
    {
        Memory.CorruptSnapshot(persistenceId);
        return Task.CompletedTask;
    }
}
