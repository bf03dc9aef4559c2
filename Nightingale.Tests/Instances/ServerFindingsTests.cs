using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

public sealed class ServerFindingsTests
{
    [Test]
    public void The_first_answer_makes_it_ready()
    {
        var life = Life.Starting().After(2).Answers();

        Assert.That((life.State.Phase, life.State.ReadyAt), Is.EqualTo((Phase.Ready, life.Now)));
        Assert.That(life.Due(Deadline.Readiness), Is.Null);
    }

    [Test]
    public void Findings_about_an_older_generation_change_nothing()
    {
        var life = Life.Ready().Restart().Applied(Life.Up);
        var before = life.Events.Count;

        life.Answers(generation: 1).Lost(generation: 1).Do(new InstanceCommand.ActivitySeen(life.Now, 1, life.Now, 3, 3));
        Assert.That(life.Events, Has.Count.EqualTo(before));
    }

    [Test]
    public void Findings_where_no_server_is_watched_change_nothing()
    {
        var life = Life.Ready().Stop();
        var before = life.Events.Count;

        life.Answers().Lost().Active(life.Now);
        Assert.That(life.Events, Has.Count.EqualTo(before));
    }

    [Test]
    public void The_same_server_after_an_outage_of_ours_changes_nothing() =>
        Assert.That(Life.Ready().After(600).EventsOf(new InstanceCommand.ServerAnswered(Life.Morning, 1, Life.Morning)), Is.Empty);

    [Test]
    public void A_server_replaced_without_us_is_ready_anew_and_billed_without_a_break()
    {
        var life = Life.Ready().After(30).Answers();

        Assert.That((life.State.Phase, life.State.Generation, life.State.ReadyAt), Is.EqualTo((Phase.Ready, 1, life.Now)));
        Assert.That(life.State.MeterOpenSince, Is.EqualTo(Life.Morning));
    }

    [Test]
    public void A_lost_server_is_replaced_and_billed_up_to_its_last_answer()
    {
        var life = Life.Ready().After(30);
        life.Lost(life.Now.AddSeconds(-4));

        Assert.That((life.State.Phase, life.State.Generation), Is.EqualTo((Phase.Provisioning, 2)));
        Assert.That(life.State.Reason, Does.Contain("connection refused"));
        Assert.That(life.Intervals.Single().To, Is.EqualTo(Life.Morning.AddSeconds(26)));
    }

    [Test]
    public void A_lost_server_whose_last_answer_is_unknown_is_billed_up_to_the_last_interval()
    {
        var life = Life.Ready().Passes(Deadline.Meter).After(30).Lost();

        Assert.That(life.Intervals.Single().To, Is.EqualTo(Life.Morning.AddMinutes(1)));
        Assert.That(life.State.MeterOpenSince, Is.Null);
    }

    [Test]
    public void The_third_loss_within_ten_minutes_leads_to_quarantine_and_takes_the_compute_down()
    {
        var life = Life.Ready().Lost().After(200).Applied(Life.Up).After(200).Lost().Applied(Life.Up).After(199).Lost();

        Assert.That(life.State.Phase, Is.EqualTo(Phase.Quarantined));
        Assert.That(life.State.Reason, Does.Contain("2026-03-01 09:09:59 UTC").And.Contain("3 times within 10 min").And.Contain("connection refused"));
        Assert.That(life.State.Wish?.Running, Is.False);
        Assert.That(life.Applied(Life.Down).State.Phase, Is.EqualTo(Phase.Quarantined));
    }

    [Test]
    public void Losses_older_than_the_window_do_not_count()
    {
        var life = Life.Ready().Lost().Applied(Life.Up).After(300).Lost().Applied(Life.Up).After(300).Lost();

        Assert.That(life.State.Phase, Is.EqualTo(Phase.Provisioning));
        Assert.That(life.State.Losses, Has.Length.EqualTo(2));
    }

    [Test]
    public void Activity_moves_forwards_only_and_never_into_the_future()
    {
        var life = Life.Ready().After(60).Active(Life.Morning.AddSeconds(50));
        Assert.That(life.State.LastActivityAt, Is.EqualTo(Life.Morning.AddSeconds(50)));

        Assert.That(life.Active(Life.Morning.AddSeconds(40)).State.LastActivityAt, Is.EqualTo(Life.Morning.AddSeconds(50)));
        Assert.That(life.Active(Life.Morning.AddDays(1)).State.LastActivityAt, Is.EqualTo(life.Now));
    }

    [Test]
    public void A_kernel_that_computed_until_now_was_active_until_now()
    {
        var life = Life.Ready().After(5).Active(Life.Morning, busy: 1).After(3600).Active(Life.Morning);
        Assert.That((life.State.LastActivityAt, life.State.KernelsBusy), Is.EqualTo((life.Now, 0)));
    }

    [Test]
    public void Activity_that_is_known_already_gives_no_event()
    {
        var life = Life.Ready().After(5).Active(Life.Morning);
        Assert.That(life.EventsOf(new InstanceCommand.ActivitySeen(life.Now, 1, Life.Morning, 1, 0)), Is.Empty);
    }
}
