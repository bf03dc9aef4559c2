using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Kernel;
using NUnit.Framework;

namespace Nightingale.Tests.Entities;

/// <summary>What comes back unasked when a node takes shards over.</summary>
[Category("Deterministic")]
[TestFixtureSource(nameof(Seeds))]
public sealed class RememberedTests(int seed)
{
    private ManualTime _time = null!;
    private SeededDispatcher _dispatcher = null!;
    private FaultyJournal _journal = null!;

    private static IEnumerable<int> Seeds => Enumerable.Range(1, 10);

    [SetUp]
    public void Open() => (_time, _dispatcher, _journal) = (new(), new(seed), new());

    [TearDown]
    public async Task Close() => await _journal.DisposeAsync();

    [Test]
    public Task Who_owes_work_comes_back_unasked_and_who_owes_none_does_not() => _dispatcher.Run(async () =>
    {
        await Fill();
        var bell = new CounterNode.SilentBell();
        await using var node = await Start(bell);
        Assert.That(await bell.Began, Is.EqualTo("owes bell/1"));
        Assert.That((node.Has("owes"), node.Has("rests")), Is.EqualTo((true, false)));
    });

    [Test]
    public async Task A_shard_that_cannot_read_who_owes_work_tries_again_until_it_can()
    {
        await _dispatcher.Run(Fill);
        var failures = 3;
        _journal.BeforeRemembered = shard => shard == Shards.Of("counter/owes") && --failures >= 0 ? throw new JournalUnavailableException("The database is away.") : Task.CompletedTask;
        var bell = new CounterNode.SilentBell();
        CounterNode node = null!;
        await _dispatcher.Run(async () => node = await Start(bell));
        var began = bell.Began.AsTask();
        Assert.That(began.IsCompleted, Is.False, "the control: it did fail");
        for (var seconds = 0; seconds < 60 && !began.IsCompleted; seconds++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await _dispatcher.Run(() => Task.CompletedTask);
        }

        Assert.That(await began, Is.EqualTo("owes bell/1"));
        await _dispatcher.Run(async () => await node.DisposeAsync());
    }

    // Ten rings a bell, which never says that it rang.
    private async Task Fill()
    {
        await using var node = await Start(new CounterNode.SilentBell());
        await node.Add("owes", 10);
        await node.Add("rests", 1);
    }

    private Task<CounterNode> Start(CounterNode.SilentBell bell) => CounterNode.Start(_journal, _time, bell, dispatcher: _dispatcher);
}
