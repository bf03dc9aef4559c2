using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;

namespace Nightingale.Tests.Projections.Contract;

internal sealed class MemoryViewsUnderTest : ViewsUnderTest
{
    private readonly Nightingale.Actors.Journal.MemoryJournal _journal = new();

    protected override IJournal Journal => _journal;

    protected override long Epoch => _journal.Epoch;

    public override Task Open() => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _journal.DisposeAsync();
    }

    protected override (IInstanceList List, IBill Bill) Make() => (SimpleInstances.List(), new Bill(Charges));
}
