using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Tests.Kernel;
using NUnit.Framework;

namespace Nightingale.Tests.Entities;

[Category("Deterministic")]
[TestFixtureSource(nameof(Seeds))]
public sealed class OwedWorkTests(int seed)
{
    private ManualTime _time = null!;
    private SeededDispatcher _dispatcher = null!;
    private MemoryJournal _journal = null!;

    private static IEnumerable<int> Seeds => Enumerable.Range(1, 10);

    [SetUp]
    public void Open() => (_time, _dispatcher, _journal) = (new(), new(seed), new());

    [TearDown]
    public async Task Close() => await _journal.DisposeAsync();

    [Test]
    public Task Work_starts_when_it_is_owed_and_its_outcome_ends_it() => _dispatcher.Run(async () =>
    {
        var bell = new CounterNode.Bell();
        await using var node = await Start(bell);
        await node.Add("a", 10);
        Assert.That(await bell.Rang, Is.EqualTo("bell/1"));
        Assert.That((await node.Counters.Get("a")).State, Is.EqualTo(new CounterState(10, 1)));
    });

    [Test]
    public Task Each_piece_of_work_follows_the_one_before() => _dispatcher.Run(async () =>
    {
        var bell = new CounterNode.Bell();
        await using var node = await Start(bell);
        await node.Add("a", 30);
        Assert.That(new[] { await bell.Rang, await bell.Rang, await bell.Rang }, Is.Unique);
        Assert.That(bell.Begun, Is.EqualTo(["bell/1", "bell/2", "bell/3"]));
    });

    [Test]
    public Task A_node_that_takes_the_shards_over_runs_what_is_still_owed_without_being_asked() => _dispatcher.Run(async () =>
    {
        var silent = new CounterNode.SilentBell();
        await using (var node = await Start(silent))
        {
            await node.Add("a", 10);
            Assert.That(await silent.Began, Is.EqualTo("a bell/1"));
        }

        Assert.That(await silent.Cancelled, Is.EqualTo("a bell/1"), "the first node gave it up");
        var bell = new CounterNode.Bell();
        await using var other = await Start(bell);
        Assert.That(await bell.Rang, Is.EqualTo("bell/1"));
    });

    [Test]
    public async Task A_worker_that_fails_is_run_again_after_a_while()
    {
        var bell = new CounterNode.Bell(failures: 1);
        CounterNode node = null!;
        await _dispatcher.Run(async () =>
        {
            node = await Start(bell);
            await node.Add("a", 10);
            Assert.That(await bell.Rang, Is.EqualTo("failed"));
        });

        _time.Advance(TimeSpan.FromSeconds(2));
        await _dispatcher.Run(async () =>
        {
            await using var over = node;
            Assert.That(await bell.Rang, Is.EqualTo("bell/1"));
        });
    }

    [Test]
    public void The_plan_starts_what_is_owed_and_cancels_what_is_not()
    {
        var plan = WorkPlan<CounterWork>.Between([new(2), new(3)], ["bell/1", "bell/2"]);
        Assert.Multiple(() =>
        {
            Assert.That(plan.Start, Is.EqualTo(new[] { new CounterWork(3) }));
            Assert.That(plan.Cancel, Is.EqualTo(new[] { "bell/1" }));
        });
    }

    private Task<CounterNode> Start(IWorker<CounterWork, CounterCommand> bell) => CounterNode.Start(_journal, _time, bell, dispatcher: _dispatcher);
}
