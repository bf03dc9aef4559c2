using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

public sealed class RunOutcomesTests
{
    [Test]
    public void Compute_that_is_up_is_probed_and_has_its_time_to_answer()
    {
        var life = Life.Provisioning().After(20).Applied(Life.Up);

        Assert.That(life.State.Phase, Is.EqualTo(Phase.Starting));
        Assert.That(life.Owed.OfType<InstanceWork.Probe>().Single().Address, Is.EqualTo(Life.Up.Address));
        Assert.That(life.Owed.OfType<InstanceWork.RunTerraform>(), Is.Empty);
        Assert.That(life.Due(Deadline.Readiness), Is.EqualTo(life.Now + TimeSpan.FromSeconds(120)));
    }

    [Test]
    public void The_outcome_of_a_superseded_run_changes_nothing()
    {
        var life = Life.Ready().Restart();
        InstanceCommand[] late =
        [
            new InstanceCommand.TerraformApplied(life.Now, 1, Life.Up),
            new InstanceCommand.TerraformDestroyed(life.Now, 1),
            new InstanceCommand.TerraformFailed(life.Now, 1, FailureClass.Permanent, "too late"),
        ];
        Assert.That(late.SelectMany(life.EventsOf), Is.Empty);
    }

    [Test]
    public void An_outcome_of_another_action_than_the_wish_is_refused()
    {
        Assert.That(Life.Provisioning().Refused(new InstanceCommand.TerraformDestroyed(Life.Morning, 1)).Kind, Is.EqualTo(RefusalKind.Invalid));
        Assert.That(Life.Failed().Delete().Refused(new InstanceCommand.TerraformApplied(Life.Morning, 3, Life.Up)).Kind, Is.EqualTo(RefusalKind.Invalid));
    }

    [Test]
    public void A_failed_apply_keeps_the_providers_words_and_cleans_up_exactly_once()
    {
        var life = Life.Provisioning().Fails("Error: no such image 'lab-7'");

        Assert.That((life.State.Phase, life.State.Reason), Is.EqualTo((Phase.Failed, "Error: no such image 'lab-7'.")));
        Assert.That(life.State.Wish, Is.EqualTo(new RunWish(2, TerraformAction.Apply, false)));

        life.Applied(Life.Down);
        Assert.That((life.State.Phase, life.State.Reason, life.State.Wish), Is.EqualTo((Phase.Failed, "Error: no such image 'lab-7'.", (RunWish?)null)));
    }

    [Test]
    public void A_clean_up_that_fails_too_is_not_tried_for_ever_and_calls_for_an_operator()
    {
        var life = Life.Provisioning().Fails("no such image").Fails("access denied");

        Assert.That((life.State.Phase, life.State.Wish), Is.EqualTo((Phase.Failed, (RunWish?)null)));
        Assert.That(life.State.Reason, Does.Contain("no such image.").And.Contain("access denied.").And.Contain("Stop it again, or delete it."));
    }

    [Test]
    public void A_module_that_gives_no_address_has_failed()
    {
        var life = Life.Provisioning().Applied(Life.Down);
        Assert.That((life.State.Phase, life.State.Wish?.Running), Is.EqualTo((Phase.Failed, false)));
        Assert.That(life.State.Reason, Does.Contain("no address"));
    }

    [Test]
    public void A_failed_stop_says_that_it_may_still_run_and_stays_billed()
    {
        var life = Life.Ready().After(10).Stop().After(5).Fails("access denied");

        Assert.That(life.State.Phase, Is.EqualTo(Phase.Failed));
        Assert.That(life.State.Reason, Does.Contain("may still run").And.Contain("access denied"));
        Assert.That(life.State.MeterOpenSince, Is.EqualTo(Life.Morning));

        life.After(5).Stop().After(5).Applied(Life.Down);
        Assert.That((life.State.Phase, life.State.MeterOpenSince), Is.EqualTo((Phase.Stopped, (DateTimeOffset?)null)));
        Assert.That(life.Intervals.Single().To, Is.EqualTo(life.Now));
    }

    [Test]
    public void A_failed_restart_is_billed_until_what_ran_before_is_known_to_be_down()
    {
        var life = Life.Ready().After(10).Restart().After(5).Fails("no capacity");
        Assert.That(life.State.MeterOpenSince, Is.EqualTo(Life.Morning));

        life.After(5).Applied(Life.Down with { StoppedAt = Life.Morning.AddSeconds(12) });
        Assert.That(life.Intervals.Single(), Is.EqualTo(new MeterInterval(1, Life.Morning, Life.Morning.AddSeconds(12), Life.Small)));
    }

    [Test]
    public void A_failed_destroy_can_be_asked_for_again()
    {
        var life = Life.Ready().Delete().Fails("in use");
        Assert.That(life.State.Phase, Is.EqualTo(Phase.Failed));
        Assert.That(life.State.Reason, Is.EqualTo("Deleting failed, so it may still run and cost: in use. Delete it again."));
        Assert.That(life.Delete().Destroyed().State.Phase, Is.EqualTo(Phase.Deleted));
    }

    [Test]
    public void Quarantine_outlives_a_take_down_that_fails()
    {
        var life = Life.Quarantined().Fails("access denied");
        Assert.That((life.State.Phase, life.State.Wish), Is.EqualTo((Phase.Quarantined, (RunWish?)null)));
        Assert.That(life.State.Reason, Does.Contain("connection refused").And.Contain("access denied").And.Contain("Stop it again, or delete it."));
    }

    [Test]
    public void A_resize_to_the_same_resources_under_another_name_is_none() =>
        Assert.That(Life.Ready().EventsOf(new InstanceCommand.Resize(Life.Morning, Life.Small with { Name = "custom" })), Is.Empty);

    [Test]
    public void A_resize_of_a_part_is_refused_where_the_rest_has_changed_meanwhile()
    {
        var life = Life.Ready();
        var wish = new InstanceCommand.Resize(life.Now, Life.Small with { Name = "custom", Cpus = 7 }, From: Life.Small);
        Assert.That(life.EventsOf(wish), Is.Not.Empty, "the control: nothing has changed");
        life.Do(new InstanceCommand.Resize(life.Now, Life.Large));
        Assert.That(life.Refused(wish).Kind, Is.EqualTo(RefusalKind.Conflict));
    }

    [Test]
    public void What_quarantine_could_not_take_down_can_be_stopped_again()
    {
        var down = Life.Quarantined().Applied(Life.Down);
        Assert.That(down.Refused(new InstanceCommand.Stop(down.Now)).Kind, Is.EqualTo(RefusalKind.Conflict), "there is nothing to stop");

        var life = Life.Quarantined().Fails("access denied").Stop();
        Assert.That((life.State.Phase, life.State.Wish?.Running), Is.EqualTo((Phase.Stopping, (bool?)false)));
        Assert.That(life.Applied(Life.Down).State.Phase, Is.EqualTo(Phase.Stopped));
    }

    [Test]
    public void A_deletion_is_billed_until_the_compute_ended_and_not_while_the_rest_is_destroyed()
    {
        var life = Life.Ready().After(10).Delete().After(300);
        life.Do(new InstanceCommand.TerraformDestroyed(life.Now, life.State.Run, Life.Morning.AddSeconds(11)));
        Assert.That(life.Intervals.Last().To, Is.EqualTo(Life.Morning.AddSeconds(11)));
    }

    [Test]
    public void The_deleted_owe_nothing_but_usage_that_was_not_counted()
    {
        var life = Life.Ready().After(10).Delete().After(1).Destroyed();
        Assert.That(life.Owed.Single().Key, Is.EqualTo("usage/1-1"));

        life.Do(new InstanceCommand.UsageCounted(life.Now, 1));
        Assert.That(life.Owed, Is.Empty);
    }
}
