using System.Collections;
using Nightingale.Actors.Sharding;
using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

/// <summary>Shards that change hands, on a clock that stands still: an answer that waited for a timeout would never come.</summary>
public sealed class ShardRegionTests
{
    [Test]
    public void A_lease_that_comes_while_its_shard_is_still_ending_is_taken_up_once_it_has_ended()
    {
        var house = new ShardStage();
        _ = house.Acquire(epoch: 1, "a");
        var occupied = new TaskCompletionSource();
        house.Occupy("a", occupied.Task);
        house.Stage.Settle();
        var released = house.Release("a");
        var acquired = house.Acquire(epoch: 2, "a");
        house.Send("a", "meanwhile");
        house.Stage.Settle();
        Assert.That((released.IsCompleted, acquired.IsCompleted), Is.EqualTo((false, false)));
        Assert.That(house.Lost, Is.EqualTo(["meanwhile"]));

        occupied.SetResult();
        house.Stage.Settle();
        Assert.That((released.IsCompletedSuccessfully, acquired.IsCompletedSuccessfully), Is.EqualTo((true, true)));
        house.Send("a", "hello");
        house.Stage.Settle();
        Assert.That(house.Stage.Notes, Is.EqualTo(["a@2 hello"]));
    }

    [Test]
    public void A_newer_lease_of_a_shard_that_is_held_starts_it_again_under_its_epoch_and_an_older_one_does_nothing()
    {
        var house = new ShardStage();
        _ = house.Acquire(epoch: 1, "a");
        house.Send("a", "first");
        house.Stage.Settle();
        Assert.That(house.Acquire(epoch: 3, "a").IsCompletedSuccessfully, Is.True);
        house.Send("a", "second");
        house.Stage.Settle();
        Assert.That(house.Acquire(epoch: 2, "a").IsCompletedSuccessfully, Is.True);
        house.Send("a", "third");
        house.Stage.Settle();

        Assert.That(house.Stage.Notes, Is.EqualTo(["a@1 first", "a@3 second", "a@3 third"]));
    }

    [Test]
    public void Who_waits_for_a_lease_that_is_taken_back_meanwhile_waits_no_more_and_the_shard_stays_away()
    {
        var house = new ShardStage();
        _ = house.Acquire(epoch: 1, "a");
        var occupied = new TaskCompletionSource();
        house.Occupy("a", occupied.Task);
        var released = house.Release("a");
        var acquired = house.Acquire(epoch: 2, "a");
        var again = house.Release("a");
        house.Stage.Settle();
        Assert.That(acquired.IsCompletedSuccessfully, Is.True);

        occupied.SetResult();
        house.Stage.Settle();
        house.Send("a", "hello");
        Assert.That((released.IsCompletedSuccessfully, again.IsCompletedSuccessfully), Is.EqualTo((true, true)));
        Assert.That(house.Lost, Is.EqualTo(["hello"]));
    }

    [Test]
    public void What_lies_in_a_mailbox_when_its_shard_is_handed_over_is_received_or_told_lost_never_neither()
    {
        var (received, lost) = (0, 0);
        for (var seed = 1; seed <= 100; seed++)
        {
            var house = new ShardStage(seed);
            _ = house.Acquire(epoch: 1, "a", "b");
            for (var number = 0; number < 8; number++) house.Send(number % 2 == 0 ? "a" : "b", $"{number}");
            _ = house.Release("a", "b");
            house.Stage.Settle();

            var noted = house.Stage.Notes.Select(note => note.Split(' ')[1]).ToList();
            Assert.That(noted.Concat(house.Lost), Is.EquivalentTo(Enumerable.Range(0, 8).Select(number => $"{number}")), $"seed {seed}");
            (received, lost) = (received + noted.Count, lost + house.Lost.Count);
        }

        Assert.That(received, Is.GreaterThan(50));
        Assert.That(lost, Is.GreaterThan(50));
    }

    [Test]
    public void A_region_that_is_restarted_has_its_shards_again()
    {
        var house = new ShardStage();
        _ = house.Acquire(epoch: 1, "a");
        _ = house.Region.Acquired(new Unreadable(), TimeSpan.FromHours(1));
        house.Stage.Settle();
        Assert.That(house.Stage.System.Tree().Single(node => node.Path == "node/guest-region").Restarts, Is.EqualTo(1));

        house.Send("a", "hello");
        house.Stage.Settle();
        Assert.That(house.Stage.Notes, Is.EqualTo(["a@1 hello"]));
    }

    [Test]
    public void A_word_of_a_guest_that_a_restart_of_its_shard_overtook_does_no_harm()
    {
        var house = new ShardStage();
        _ = house.Acquire(epoch: 1, "a");
        house.Send("a", "hello");
        house.Stage.Settle();
        house.Broken.Add("a");
        house.Region.Deliver("a", new GuestMessage.Vanish());
        house.Stage.Settle();
        house.Send("a", "breaks the shard");
        house.Stay("a");
        house.Stage.Settle();
        house.Broken.Clear();
        house.Stage.Advance(TimeSpan.FromSeconds(1));

        house.Stay("a");
        house.Send("a", "again");
        house.Stage.Settle();
        Assert.That(house.Stage.System.Tree().Single(node => node.Path.EndsWith($"shard-{ShardStage.ShardOf("a")}", StringComparison.Ordinal)).Restarts, Is.EqualTo(1));
        Assert.That(house.Stage.Notes[^1], Is.EqualTo("a@1 again"));
    }

    private sealed class Unreadable : IReadOnlyCollection<ShardLease>
    {
        public int Count => 1;

        public IEnumerator<ShardLease> GetEnumerator() => throw new InvalidOperationException("This list cannot be read.");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
