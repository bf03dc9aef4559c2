using NUnit.Framework;

namespace Nightingale.Tests.Sharding;

/// <summary>Guests that leave while messages come for them, in interleavings that a seed picks.</summary>
public sealed class PassivationTests
{
    private const int Lives = 300;
    private static readonly string[] Guests = ["a", "b", "c"];

    [Test]
    public void A_guest_that_leaves_and_comes_back_receives_everything_once_and_in_order()
    {
        var departures = 0;
        for (var seed = 1; seed <= Lives; seed++)
        {
            var (house, sent) = Live(seed, vanishing: false);
            departures += house.Stage.Seen("left").Count();
            Assert.That(house.Lost, Is.Empty, $"seed {seed}");
            foreach (var guest in Guests)
                Assert.That(house.Stage.Seen($"{guest}@"), Is.EqualTo(sent.Where(one => one.Guest == guest).Select(one => $"{guest}@1 {one.Text}")), $"seed {seed}");
        }

        Assert.That(departures, Is.GreaterThan(Lives));
    }

    [Test]
    public void Control_a_guest_that_goes_without_asking_its_shard_loses_some() =>
        Assert.That(Enumerable.Range(1, Lives).Sum(seed => Live(seed, vanishing: true).House.Lost.Count), Is.GreaterThan(0));

    [Test]
    public void Who_is_in_memory_is_counted()
    {
        var house = new ShardStage();
        _ = house.Acquire(epoch: 1, Guests);
        foreach (var guest in Guests) house.Send(guest, "hello");
        house.Stage.Settle();
        Assert.That(house.Region.Residents, Is.EqualTo(Guests.Length));

        house.Busy.Add(Guests[0]);
        for (var quarter = 0; quarter < 8; quarter++)
        {
            house.Stage.Time.Advance(ShardStage.LeaveAfter / 4);
            house.Stage.Settle();
        }

        Assert.That(house.Region.Residents, Is.EqualTo(1), "who stays");
        _ = house.Release(Guests);
        house.Stage.Settle();
        Assert.That(house.Region.Residents, Is.Zero);
    }

    private static (ShardStage House, List<(string Guest, string Text)> Sent) Live(int seed, bool vanishing)
    {
        var random = new Random(seed);
        var house = new ShardStage(seed);
        var sent = new List<(string Guest, string Text)>();
        _ = house.Acquire(epoch: 1, Guests);
        for (var step = 0; step < 60; step++)
        {
            var guest = Guests[random.Next(Guests.Length)];
            switch (random.Next(8))
            {
                case 0: house.Stage.Time.Advance(ShardStage.LeaveAfter / 4); break;
                case 1: house.Stage.Time.Advance(ShardStage.LeaveAfter); break;
                case 2: house.Stage.Settle(); break;
                case 3 when !house.Busy.Remove(guest): house.Busy.Add(guest); break;
                case 4 when vanishing: house.Region.Deliver(guest, new GuestMessage.Vanish()); break;
                default:
                    sent.Add((guest, $"{step}"));
                    house.Send(guest, $"{step}");
                    house.Stage.Step(random.Next(6));
                    break;
            }
        }

        house.Stage.Settle();
        return (house, sent);
    }
}
