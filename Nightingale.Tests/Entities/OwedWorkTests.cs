using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Entities;

public sealed class OwedWorkTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private MemoryJournal _journal = null!;

    [SetUp]
    public void Open() => _journal = new();

    [TearDown]
    public async Task Close() => await _journal.DisposeAsync();

    [Test]
    public async Task Work_starts_when_it_is_owed_and_its_outcome_ends_it()
    {
        var bell = new CounterNode.Bell();
        await using var node = await CounterNode.Start(_journal, _time, bell);
        await node.Add("a", 10);
        Assert.That(await bell.Rang.AsTask().WaitAsync(Bound), Is.EqualTo("bell/1"));
        Assert.That((await node.Counters.Get("a")).State, Is.EqualTo(new CounterState(10, 1)));
    }

    [Test]
    public async Task Each_piece_of_work_follows_the_one_before()
    {
        var bell = new CounterNode.Bell();
        await using var node = await CounterNode.Start(_journal, _time, bell);
        await node.Add("a", 30);
        foreach (var expected in new[] { "bell/1", "bell/2", "bell/3" })
            Assert.That(await bell.Rang.AsTask().WaitAsync(Bound), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_node_that_takes_the_shards_over_runs_what_is_still_owed_without_being_asked()
    {
        var silent = new CounterNode.SilentBell();
        await using (var node = await CounterNode.Start(_journal, _time, silent))
        {
            await node.Add("a", 10);
            Assert.That(await silent.Began.AsTask().WaitAsync(Bound), Is.EqualTo("a bell/1"));
        }

        Assert.That(await silent.Cancelled.AsTask().WaitAsync(Bound), Is.EqualTo("a bell/1"), "the first node gave it up");
        var bell = new CounterNode.Bell();
        await using var other = await CounterNode.Start(_journal, _time, bell);
        Assert.That(await bell.Rang.AsTask().WaitAsync(Bound), Is.EqualTo("bell/1"));
    }

    [Test]
    public async Task A_worker_that_fails_is_run_again_after_a_while()
    {
        var bell = new CounterNode.Bell(failures: 1);
        await using var node = await CounterNode.Start(_journal, _time, bell);
        await node.Add("a", 10);
        Assert.That(await bell.Rang.AsTask().WaitAsync(Bound), Is.EqualTo("failed"));
        var rang = bell.Rang.AsTask();
        await Eventually.True(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return rang.IsCompleted;
            },
            Bound);
        Assert.That(await rang, Is.EqualTo("bell/1"));
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
}
