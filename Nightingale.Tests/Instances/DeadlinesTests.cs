using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

public sealed class DeadlinesTests
{
    private static readonly InstanceSpec IdleAfterHalfAnHour = Life.Spec with { IdleStop = TimeSpan.FromMinutes(30) };

    [Test]
    public void A_server_that_does_not_answer_in_time_is_lost()
    {
        var life = Life.Starting().Passes(Deadline.Meter).Passes(Deadline.Readiness);

        Assert.That((life.State.Phase, life.State.Generation), Is.EqualTo((Phase.Provisioning, 2)));
        Assert.That(life.State.Reason, Does.Contain("did not answer within 120 s"));
        Assert.That(life.State.Losses, Has.Length.EqualTo(1));
    }

    [Test]
    public void Idle_is_counted_from_readiness_or_from_the_last_activity_whichever_is_later()
    {
        var life = Life.Starting(IdleAfterHalfAnHour).After(10).Answers();
        Assert.That(life.Due(Deadline.Idle), Is.EqualTo(life.Now.AddMinutes(30)));

        life.After(60).Active(life.Now.AddSeconds(-1));
        Assert.That(life.Due(Deadline.Idle), Is.EqualTo(life.Now.AddSeconds(-1).AddMinutes(30)));
    }

    [Test]
    public void A_busy_kernel_keeps_it_from_being_idle() =>
        Assert.That(Life.Ready(IdleAfterHalfAnHour).Active(Life.Morning, busy: 1).Due(Deadline.Idle), Is.Null);

    [Test]
    public void Nothing_is_stopped_as_idle_that_was_not_asked_to_be() => Assert.That(Life.Ready().Due(Deadline.Idle), Is.Null);

    [Test]
    public void What_was_idle_for_long_enough_is_stopped()
    {
        var life = Life.Ready(IdleAfterHalfAnHour).Passes(Deadline.Idle);
        Assert.That((life.State.Phase, life.State.Reason), Is.EqualTo((Phase.Stopping, "Stopped because it was idle for 30 min.")));
    }

    [Test]
    public void An_idle_deadline_that_activity_has_overtaken_changes_nothing()
    {
        var life = Life.Ready(IdleAfterHalfAnHour);
        var due = life.Due(Deadline.Idle)!.Value;
        life.After(60).Active(Life.Morning.AddSeconds(60));

        Assert.That(life.EventsOf(new InstanceCommand.DeadlinePassed(due, Deadline.Idle, due)), Is.Empty);
    }

    [TestCase(Phase.Provisioning)]
    [TestCase(Phase.Starting)]
    [TestCase(Phase.Ready)]
    public void A_lifetime_that_has_passed_stops_it_whatever_it_does(Phase phase)
    {
        var spec = Life.Spec with { Lifetime = TimeSpan.FromHours(8) };
        var life = phase switch { Phase.Provisioning => Life.Provisioning(spec), Phase.Starting => Life.Starting(spec), _ => Life.Ready(spec) };

        Assert.That(life.Due(Deadline.Lifetime), Is.EqualTo(Life.Morning.AddHours(8)));
        life.Passes(Deadline.Lifetime);
        Assert.That((life.State.Phase, life.State.Reason), Is.EqualTo((Phase.Stopping, "Stopped because its lifetime of 8 h has passed.")));
    }

    [Test]
    public void After_an_outage_of_ours_the_probe_looks_before_anything_is_concluded()
    {
        var life = Life.Starting(IdleAfterHalfAnHour).After(7200);
        life.Passes(Deadline.Readiness);
        Assert.That(life.State.Phase, Is.EqualTo(Phase.Starting));
        Assert.That(life.Due(Deadline.Readiness), Is.EqualTo(life.Now.AddSeconds(120)));

        life.Answers().After(7200).Passes(Deadline.Idle);
        Assert.That(life.State.Phase, Is.EqualTo(Phase.Ready));
        Assert.That(life.Due(Deadline.Idle), Is.EqualTo(life.Now.AddSeconds(10)));
        Assert.That(life.Due(Deadline.Meter), Is.EqualTo(life.Now.AddMinutes(1)));
    }

    [Test]
    public void What_survived_an_outage_of_ours_is_billed_for_it()
    {
        var life = Life.Ready().After(7205).Passes(Deadline.Meter);
        Assert.That(life.Intervals, Is.Empty);

        life.Passes(Deadline.Meter);
        Assert.That(life.Intervals.Single().To, Is.EqualTo(Life.Morning.AddSeconds(7260)));
    }

    [Test]
    public void What_died_in_an_outage_of_ours_is_not_billed_for_it()
    {
        var life = Life.Ready().Passes(Deadline.Meter).After(7200).Passes(Deadline.Meter).After(3).Lost();
        Assert.That(life.Intervals.Single().To, Is.EqualTo(Life.Morning.AddMinutes(1)));
    }

    [Test]
    public void A_clock_that_stepped_back_does_not_undo_a_deadline()
    {
        var life = Life.Ready(IdleAfterHalfAnHour);
        var due = life.Due(Deadline.Idle)!.Value;
        life.Do(new InstanceCommand.DeadlinePassed(due.AddHours(-1), Deadline.Idle, due));
        Assert.That(life.State.Phase, Is.EqualTo(Phase.Stopping));
    }
}
