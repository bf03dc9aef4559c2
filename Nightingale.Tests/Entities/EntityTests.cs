using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Entities;

public sealed class EntityTests
{
    private readonly ManualTime _time = new();
    private MemoryJournal _journal = null!;

    [SetUp]
    public void Open() => _journal = new();

    [TearDown]
    public async Task Close() => await _journal.DisposeAsync();

    [Test]
    public async Task An_acknowledged_command_is_in_the_journal_and_another_node_replays_to_the_same_state()
    {
        await using (var node = await CounterNode.Start(_journal, _time))
        {
            await node.Add("a", 3);
            Assert.That(await node.Add("a", 4), Is.EqualTo(new EntityReply<CounterState>.Done(new(7, 0), 2)));
        }

        await using var other = await CounterNode.Start(_journal, _time);
        Assert.That(await other.Counters.Get("a"), Is.EqualTo(new EntityReply<CounterState>.Done(new(7, 0), 2)));
    }

    [Test]
    public async Task A_refused_command_leaves_nothing()
    {
        await using var node = await CounterNode.Start(_journal, _time);
        Assert.That(await node.Add("a", -1), Is.InstanceOf<EntityReply<CounterState>.Refused>());
        Assert.That(await _journal.HighestSequenceNr("counter/a"), Is.Zero);
    }

    [Test]
    public async Task A_command_that_changes_nothing_is_done_without_an_event()
    {
        await using var node = await CounterNode.Start(_journal, _time);
        Assert.That(await node.Add("a", 0), Is.EqualTo(new EntityReply<CounterState>.Done(new(0, 0), 0)));
    }

    [Test]
    public async Task A_repeated_key_is_one_command_also_after_a_restart_and_a_reused_key_is_refused()
    {
        var key = new CommandKey("my key", "f1");
        await using (var node = await CounterNode.Start(_journal, _time))
        {
            await node.Add("a", 3, key);
            Assert.That(await node.Add("a", 3, key), Is.EqualTo(new EntityReply<CounterState>.Done(new(3, 0), 1)));
        }

        await using var other = await CounterNode.Start(_journal, _time);
        Assert.That(await other.Add("a", 3, key), Is.EqualTo(new EntityReply<CounterState>.Done(new(3, 0), 1)));
        var reused = await other.Add("a", 4, key with { Fingerprint = "f2" });
        Assert.That(((EntityReply<CounterState>.Refused)reused).Refusal.Kind, Is.EqualTo(RefusalKind.KeyReused));
    }

    [Test]
    public async Task Control_without_a_key_a_repetition_counts_twice()
    {
        await using var node = await CounterNode.Start(_journal, _time);
        await node.Add("a", 3);
        Assert.That(await node.Add("a", 3), Is.EqualTo(new EntityReply<CounterState>.Done(new(6, 0), 2)));
    }

    [Test]
    public async Task Recovery_from_a_snapshot_gives_the_same_state_version_and_keys()
    {
        var key = new CommandKey("k", "f");
        var options = new EntityOptions { SnapshotEvery = 2 };
        await using (var node = await CounterNode.Start(_journal, _time, options: options))
        {
            await node.Add("a", 1, key);
            await node.Add("a", 1);
            await node.Add("a", 1);
        }

        Assert.That((await _journal.LoadSnapshot("counter/a"))?.SequenceNr, Is.EqualTo(2));
        await using var other = await CounterNode.Start(_journal, _time, options: options);
        Assert.That(await other.Counters.Get("a"), Is.EqualTo(new EntityReply<CounterState>.Done(new(3, 0), 3)));
        Assert.That(await other.Add("a", 1, key), Is.EqualTo(new EntityReply<CounterState>.Done(new(3, 0), 3)), "the key was in the snapshot");
    }

    [Test]
    public async Task An_older_epoch_is_fenced_its_caller_gets_an_error_and_nothing_is_stored()
    {
        await using var older = await CounterNode.Start(_journal, _time, epoch: 1);
        await older.Add("a", 1);
        _journal.RaiseEpoch();
        await Assert.ThrowsAsync<EntityUnavailableException>(() => older.Add("a", 1));
        Assert.That(await _journal.HighestSequenceNr("counter/a"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_idle_entity_leaves_memory_and_comes_back_with_the_next_message()
    {
        var options = new EntityOptions { PassivateAfter = TimeSpan.FromMinutes(2) };
        await using var node = await CounterNode.Start(_journal, _time, options: options);
        await node.Add("a", 3);
        await node.Counters.Get("asked");
        await Eventually.True(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(30));
                Assert.That(await node.Counters.Get("asked"), Is.Not.Null);
                return !node.Has("a");
            },
            TimeSpan.FromSeconds(30));

        Assert.That(node.Has("asked"), Is.True, "the control: who is asked stays");
        Assert.That(await node.Add("a", 1), Is.EqualTo(new EntityReply<CounterState>.Done(new(4, 0), 2)));
    }
}
