using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using NUnit.Framework;

namespace Nightingale.Tests.Projections;

public sealed class BillTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly First = new(2026, 3, 1);

    private readonly Dictionary<long, RatedUsage> _charges = [];

    [SetUp]
    public void Forget() => _charges.Clear();

    [Test]
    public void Usage_is_summed_by_instance_and_day()
    {
        var bill = Bill(
            Usage("b", Noon, 60, 0.10m),
            Usage("a", Noon, 60, 0.25m),
            Usage("a", Noon.AddSeconds(60), 30, 0.05m),
            Usage("a", Noon.AddDays(1), 60, 1m));
        Assert.That(bill.Usage("lab", First, First.AddDays(1)), Is.EqualTo(new[]
        {
            new UsageDay(First, "a", TimeSpan.FromSeconds(90), 0.30m, "USD"),
            new UsageDay(First, "b", TimeSpan.FromSeconds(60), 0.10m, "USD"),
            new UsageDay(First.AddDays(1), "a", TimeSpan.FromSeconds(60), 1m, "USD"),
        }));
        Assert.That(bill.Usage("lab", First.AddDays(1), First.AddDays(9)), Has.Count.EqualTo(1));
    }

    [Test]
    public void What_spans_midnights_is_split_and_adds_up_exactly()
    {
        var bill = Bill(Usage("a", Noon, 2 * 86_400, 1m / 7));
        var days = bill.Usage("lab", First, First.AddDays(5));
        Assert.That(days.Select(day => day.Ran.TotalHours), Is.EqualTo(new[] { 12d, 24, 12 }));
        Assert.That(days.Sum(day => day.Amount), Is.EqualTo(1m / 7));
    }

    [Test]
    public void An_instance_costs_the_sum_of_what_was_charged_for_it()
    {
        var bill = Bill(Usage("a", Noon.AddMinutes(1), 60, 0.25m), Usage("a", Noon, 60, 0.10m), Usage("b", Noon, 60, 9m));
        Assert.That(bill.CostOf("a"), Is.EqualTo(new InstanceCost(0.35m, "USD", Noon.AddMinutes(2))));
        Assert.That(bill.CostOf("c"), Is.Null);
    }

    [Test]
    public void Accounts_do_not_mix()
    {
        var bill = Bill(Usage("a", Noon, 60, 1m));
        Assert.That(bill.Usage("clinic", First, First), Is.Empty);
    }

    [Test]
    public void Charges_are_not_seen_before_they_are_published()
    {
        _charges[1] = Usage("a", Noon, 60, 1m);
        var bill = new Bill((stored, _) => [_charges[stored.SequenceNr]]);
        bill.Apply(Event(1));
        Assert.That(bill.CostOf("a"), Is.Null);
        bill.Publish();
        Assert.That(bill.CostOf("a"), Is.Not.Null);
    }

    private Bill Bill(params RatedUsage[] charges)
    {
        var bill = new Bill((stored, _) => [_charges[stored.SequenceNr]]);
        for (var i = 0; i < charges.Length; i++)
        {
            _charges[i + 1] = charges[i];
            bill.Apply(Event(i + 1));
        }

        bill.Publish();
        return bill;
    }

    private static RatedUsage Usage(string instance, DateTimeOffset from, int seconds, decimal amount) =>
        new(instance, from, from.AddSeconds(seconds), amount, "USD", "2026-01");

    private static StoredEvent Event(long sequence) =>
        new("account/lab", sequence, 0, sequence, 1, Noon, "account.usage-counted.v1", "{}"u8.ToArray(), "system:meter", null, new byte[32], new byte[32]);
}
