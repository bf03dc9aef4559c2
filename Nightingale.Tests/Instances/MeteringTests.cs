using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

[Category("Deterministic")]
public sealed class MeteringTests
{
    [Test]
    public void Billed_time_begins_when_the_provider_says()
    {
        var life = Life.Provisioning().After(30).Applied(Life.Up with { StartedAt = Life.Morning.AddSeconds(20).AddTicks(7) });
        Assert.That((life.State.MeterOpenSince, life.State.MeterSize), Is.EqualTo((Life.Morning.AddSeconds(20), Life.Small)));
    }

    [TestCase(-100, 0, TestName = "Billed_time_does_not_begin_before_it_was_asked_for")]
    [TestCase(100, 30, TestName = "Billed_time_does_not_begin_in_the_future")]
    public void Billed_time_is_clamped(int said, int billed)
    {
        var life = Life.Provisioning().After(30).Applied(Life.Up with { StartedAt = Life.Morning.AddSeconds(said) });
        Assert.That(life.State.MeterOpenSince, Is.EqualTo(Life.Morning.AddSeconds(billed)));
    }

    [Test]
    public void An_interval_ends_at_every_full_minute()
    {
        var life = Life.Provisioning().After(30.5).Applied(Life.Up).Answers();
        Assert.That(life.Due(Deadline.Meter), Is.EqualTo(Life.Morning.AddMinutes(1)));

        life.Passes(Deadline.Meter).Passes(Deadline.Meter);
        Assert.That(life.Intervals, Is.EqualTo(new[]
        {
            new MeterInterval(1, Life.Morning.AddSeconds(30.5), Life.Morning.AddMinutes(1), Life.Small),
            new MeterInterval(2, Life.Morning.AddMinutes(1), Life.Morning.AddMinutes(2), Life.Small),
        }));
    }

    [Test]
    public void A_meter_told_a_little_late_ends_the_interval_at_the_boundary()
    {
        var life = Life.Ready().After(65).Passes(Deadline.Meter);
        Assert.That(life.Intervals.Single().To, Is.EqualTo(Life.Morning.AddMinutes(1)));
    }

    [Test]
    public void After_an_outage_in_a_phase_without_a_probe_the_interval_ends_at_the_last_full_minute()
    {
        var life = Life.Ready().Stop().After(605).Passes(Deadline.Meter);
        Assert.That(life.Intervals.Single().To, Is.EqualTo(Life.Morning.AddMinutes(10)));
    }

    [Test]
    public void A_meter_told_twice_ends_one_interval()
    {
        var life = Life.Ready();
        var due = life.Due(Deadline.Meter)!.Value;
        life.Passes(Deadline.Meter);
        Assert.That(life.EventsOf(new InstanceCommand.DeadlinePassed(life.Now, Deadline.Meter, due)), Is.Empty);
    }

    [Test]
    public void No_interval_crosses_the_end_of_a_month()
    {
        var life = Life.Ready().After(TimeSpan.FromDays(70).TotalSeconds).Stop().Applied(Life.Down);

        Assert.That(life.Intervals.Select(interval => interval.From), Is.EqualTo(new[]
        {
            Life.Morning, new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero),
        }));
        Assert.That(life.Intervals.Last().To, Is.EqualTo(life.Now));
    }

    [Test]
    public void A_stop_ends_billed_time_when_the_provider_says()
    {
        var life = Life.Ready().After(10).Stop().After(5).Applied(Life.Down with { StoppedAt = Life.Morning.AddSeconds(11) });
        Assert.That(life.Intervals.Single().To, Is.EqualTo(Life.Morning.AddSeconds(11)));
        Assert.That(life.Due(Deadline.Meter), Is.Null);
    }

    [Test]
    public void A_resize_bills_the_old_size_until_it_stopped_and_the_new_one_from_its_start()
    {
        var life = Life.Ready().After(10).Resize(Life.Large).After(10)
            .Applied(Life.Up with { StoppedAt = Life.Morning.AddSeconds(12), StartedAt = Life.Morning.AddSeconds(15) })
            .After(10).Stop().Applied(Life.Down);

        Assert.That(life.Intervals, Is.EqualTo(new[]
        {
            new MeterInterval(1, Life.Morning, Life.Morning.AddSeconds(12), Life.Small),
            new MeterInterval(2, Life.Morning.AddSeconds(15), Life.Morning.AddSeconds(30), Life.Large),
        }));
    }

    [Test]
    public void Where_the_provider_does_not_say_when_the_old_one_stopped_the_new_ones_start_ends_it()
    {
        var life = Life.Ready().After(10).Restart().After(10).Applied(Life.Up with { StartedAt = Life.Morning.AddSeconds(15) });
        Assert.That((life.Intervals.Single().To, life.State.MeterOpenSince), Is.EqualTo((Life.Morning.AddSeconds(15), Life.Morning.AddSeconds(15))));
    }

    [Test]
    public void A_piece_without_length_is_not_recorded()
    {
        var life = Life.Ready().Stop().Applied(Life.Down);
        Assert.That(life.Intervals, Is.Empty);
        Assert.That(life.State.MeterOpenSince, Is.Null);
    }

    [Test]
    public void A_clock_that_stepped_back_bills_nothing_rather_than_less_than_nothing()
    {
        var life = Life.Ready().Passes(Deadline.Meter).After(-3600).Stop().Applied(Life.Down);
        Assert.That(life.Intervals.Single(), Is.EqualTo(new MeterInterval(1, Life.Morning, Life.Morning.AddMinutes(1), Life.Small)));

        life.Start().Applied(Life.Up);
        Assert.That(life.State.MeterOpenSince, Is.EqualTo(Life.Morning.AddMinutes(1)), "no interval begins before the last one ended");
    }

    [Test]
    public void Intervals_are_delivered_until_the_account_has_counted_them()
    {
        var life = Life.Ready(rules: new() { IntervalsPerDelivery = 2 }).Passes(Deadline.Meter).Passes(Deadline.Meter).Passes(Deadline.Meter);
        Assert.That(life.Owed.OfType<InstanceWork.DeliverUsage>().Single().Key, Is.EqualTo("usage/1-2"));

        life.Do(new InstanceCommand.UsageCounted(life.Now, 2));
        Assert.That(life.Owed.OfType<InstanceWork.DeliverUsage>().Single().Key, Is.EqualTo("usage/3-3"));
        Assert.That(life.EventsOf(new InstanceCommand.UsageCounted(life.Now, 2)), Is.Empty, "told again");
    }

    [Test]
    public void After_a_restart_the_oldest_intervals_are_delivered_before_fresh_ones()
    {
        var rules = new InstanceRules { IntervalsPerDelivery = 2 };
        var life = Life.Ready(rules: rules).Passes(Deadline.Meter).Passes(Deadline.Meter).Passes(Deadline.Meter);
        var decider = new InstanceDecider(rules);
        var replayed = life.Events.Select(Bytes.Again).Aggregate(decider.Initial, decider.Evolve);
        Assert.That(decider.Owed(replayed).OfType<InstanceWork.DeliverUsage>().Single().Key, Is.EqualTo("usage/1-2"));

        life.Passes(Deadline.Meter);
        Assert.That(life.Owed.OfType<InstanceWork.DeliverUsage>().Single().Key, Is.EqualTo("usage/1-2"), "a fresh interval waits behind them");
    }

    [Test]
    public void What_was_never_metered_cannot_have_been_counted() =>
        Assert.That(Life.Ready().Refused(new InstanceCommand.UsageCounted(Life.Morning, 1)).Kind, Is.EqualTo(RefusalKind.Invalid));
}
