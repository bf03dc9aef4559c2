using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class SupervisorStateTests
{
    private static readonly RestartIntensity Twice = new(Max: 2, Within: TimeSpan.FromSeconds(10));

    private static readonly SupervisorSpec Alone = new(Strategy.OneForOne, Twice);
    private static readonly SupervisorSpec All = new(Strategy.OneForAll, Twice);
    private static readonly SupervisorSpec Rest = new(Strategy.RestForOne, Twice);

    private static readonly Backoff Doubling = new(Min: TimeSpan.FromSeconds(1), Max: TimeSpan.FromSeconds(4), Jitter: 0, HealthyAfter: TimeSpan.FromSeconds(60));

    [Test]
    public void One_for_one_restarts_the_child_that_failed_alone() =>
        new SupervisorPlay(Alone).Play("fail 2 → stop 2", "ended 2 → start 2", "started 2");

    [Test]
    public void One_for_one_restarts_children_independently() =>
        new SupervisorPlay(Alone).Play("fail 1 → stop 1", "fail 3 → stop 3", "ended 3 → start 3", "ended 1 → start 1");

    [Test]
    public void One_for_all_stops_all_in_reverse_order_and_starts_them_in_order() =>
        new SupervisorPlay(All).Play(
            "fail 1 → stop 3", "ended 3 → stop 2", "ended 2 → stop 1", "ended 1 → start 1", "started 1 → start 2", "started 2 → start 3", "started 3");

    [Test]
    public void Rest_for_one_restarts_the_failed_child_and_those_that_started_after_it() =>
        new SupervisorPlay(Rest).Play("fail 2 → stop 3", "ended 3 → stop 2", "ended 2 → start 2", "started 2 → start 3", "started 3");

    [Test]
    public void Rest_for_one_reaches_further_down_when_an_older_child_fails_meanwhile() =>
        new SupervisorPlay(Rest).Play(
            "fail 3 → stop 3", "fail 1", "ended 3 → stop 2", "ended 2 → stop 1", "ended 1 → start 1", "started 1 → start 2", "started 2 → start 3");

    [Test]
    public void A_sibling_that_fails_while_it_waits_for_its_stop_is_the_same_failure()
    {
        var play = new SupervisorPlay(All);
        play.Play("fail 1 → stop 3", "fail 2", "ended 3 → stop 2");
        Assert.That(play.State.Window.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_failed_start_counts_and_is_tried_again()
    {
        var play = new SupervisorPlay(Alone);
        play.Play("fail 1 → stop 1", "ended 1 → start 1", "fail 1 → stop 1", "ended 1 → start 1", "fail 1 → halt, finish 3");
        Assert.That(play.State.Window.Count, Is.EqualTo(3));
    }

    [Test]
    public void A_failed_start_within_a_group_takes_down_what_was_up_again() =>
        new SupervisorPlay(All, children: 2).Play(
            "fail 1 → stop 2", "ended 2 → stop 1", "ended 1 → start 1", "started 1 → start 2", "fail 2 → stop 2", "ended 2 → stop 1", "ended 1 → start 1");

    [Test]
    public void Beyond_the_intensity_children_stop_in_reverse_order_and_then_the_supervisor_fails() =>
        new SupervisorPlay(Alone with { Intensity = Twice with { Max = 0 } }).Play(
            "fail 2 → halt, finish 3", "ended 3 → remove 3, finish 2", "ended 2 → remove 2, finish 1", "ended 1 → remove 1, escalate limit");

    [Test]
    public void The_window_slides()
    {
        var play = new SupervisorPlay(Alone);
        foreach (var _ in Enumerable.Range(0, 10)) play.Play("fail 1 → stop 1", "ended 1 → start 1", "started 1", "later 6");
    }

    [Test]
    public void Control_the_same_failures_without_the_pauses_trip_it() =>
        new SupervisorPlay(Alone, children: 1).Play(
            "fail 1 → stop 1", "ended 1 → start 1", "started 1", "fail 1 → stop 1", "ended 1 → start 1", "started 1", "fail 1 → halt, finish 1");

    [Test]
    public void The_window_is_the_supervisors_and_not_the_childs() =>
        new SupervisorPlay(Alone).Play("fail 1 → stop 1", "fail 2 → stop 2", "fail 3 → halt, finish 3");

    [Test]
    public void A_permanent_child_is_restarted_after_a_normal_exit() => new SupervisorPlay(Alone).Play("exit 2 → start 2");

    [TestCase(RestartKind.Transient)]
    [TestCase(RestartKind.Temporary)]
    public void Other_children_are_not_restarted_after_a_normal_exit(RestartKind restart) => new SupervisorPlay(Alone, restart).Play("exit 2 → remove 2");

    [Test]
    public void A_transient_child_is_restarted_after_a_failure() => new SupervisorPlay(Alone, RestartKind.Transient).Play("fail 2 → stop 2", "ended 2 → start 2");

    [Test]
    public void A_temporary_child_is_never_restarted_and_does_not_count()
    {
        var play = new SupervisorPlay(All, RestartKind.Temporary);
        play.Play("fail 2 → finish 2", "ended 2 → remove 2");
        Assert.That(play.State.Window.Count, Is.Zero);
    }

    [Test]
    public void A_temporary_sibling_ends_with_its_group_and_stays_away() =>
        new SupervisorPlay(All, children: 1).Play("spawn-temporary 2 → start 2", "started 2", "fail 1 → finish 2", "ended 2 → remove 2, stop 1", "ended 1 → start 1");

    [Test]
    public void A_directive_to_resume_forgives() =>
        new SupervisorPlay(Alone with { OnFailure = static _ => Directive.Resume }).Play("fail 2 → forgive 2", "fail 2 → forgive 2", "fail 2 → forgive 2");

    [Test]
    public void A_failed_start_cannot_be_resumed_and_is_restarted() =>
        new SupervisorPlay(Alone with { OnFailure = static _ => Directive.Resume }).Play("spawn 4 → start 4", "fail 4 → stop 4", "ended 4 → start 4");

    [Test]
    public void A_directive_to_stop_ends_the_child_alone() =>
        new SupervisorPlay(All with { OnFailure = static _ => Directive.Stop }).Play("fail 2 → finish 2", "ended 2 → remove 2");

    [Test]
    public void A_directive_to_escalate_fails_the_supervisor_and_its_resumption_forgives_the_child() =>
        new SupervisorPlay(Alone with { OnFailure = static _ => Directive.Escalate }).Play(
            "fail 1 → escalate fault", "suspend → suspend 3, suspend 2, suspend 1", "resume → resume 3, resume 2, resume 1, forgive 1");

    [Test]
    public void A_decider_that_throws_escalates() =>
        new SupervisorPlay(Alone with { OnFailure = static _ => throw new InvalidOperationException() }).Play("fail 1 → escalate fault");

    [Test]
    public void A_child_that_is_added_to_a_suspended_supervisor_is_suspended_too() =>
        new SupervisorPlay(Alone, children: 1).Play("suspend → suspend 1", "spawn 2 → start 2, suspend 2");

    [Test]
    public void Backoff_delays_the_restart_and_grows_until_a_healthy_period()
    {
        var play = new SupervisorPlay(Alone with { Backoff = Doubling, Intensity = Twice with { Max = 100 } }, children: 1);
        foreach (var delay in new[] { 1, 2, 4, 4 })
            play.Play("fail 1 → stop 1", $"ended 1 → schedule 1 {delay}s", $"later {delay}", "delay-passed 1 → start 1", "started 1", "later 59");
        play.Play("later 1", "fail 1 → stop 1", "ended 1 → schedule 1 1s");
    }

    [Test]
    public void A_group_waits_out_the_backoff_before_its_first_start() =>
        new SupervisorPlay(All with { Backoff = Doubling }, children: 2).Play(
            "fail 1 → stop 2", "ended 2 → stop 1", "ended 1 → schedule 1 1s", "delay-passed 1 → start 1", "started 1 → start 2");

    [Test]
    public void A_child_that_waits_in_backoff_can_be_stopped() =>
        new SupervisorPlay(Alone with { Backoff = Doubling }).Play("fail 2 → stop 2", "ended 2 → schedule 2 1s", "stop 2 → remove 2", "delay-passed 2");

    [Test]
    public void A_stop_is_for_good() => new SupervisorPlay(Alone).Play("stop 2 → finish 2", "ended 2 → remove 2", "exit 2", "fail 2");

    [Test]
    public void Children_stop_one_by_one_in_reverse_order_when_the_supervisor_ends() =>
        new SupervisorPlay(Alone).Play("close → finish 3", "ended 3 → remove 3, finish 2", "ended 2 → remove 2, finish 1", "ended 1 → remove 1, closed");

    [Test]
    public void Children_that_stop_together_are_all_told_at_once() =>
        new SupervisorPlay(Alone with { StopsTogether = true }).Play(
            "close → finish 3, finish 2, finish 1", "ended 1 → remove 1", "ended 3 → remove 3", "ended 2 → remove 2, closed");

    [Test]
    public void A_supervisor_without_children_closes_at_once() => new SupervisorPlay(Alone, children: 0).Play("close → closed");

    [Test]
    public void A_supervisor_that_gave_up_and_is_resumed_begins_anew()
    {
        var play = new SupervisorPlay(Alone with { Intensity = Twice with { Max = 0 } }, children: 1);
        play.Play("fail 1 → halt, finish 1", "ended 1 → remove 1, escalate limit", "suspend", "resume", "spawn 2 → start 2");
    }

    [Test]
    public void A_step_leaves_the_state_it_began_with_as_it_was()
    {
        var state = new SupervisorPlay(Alone).State;
        var (once, _) = state.Step(new SupervisorInput.StopRequested(2));
        var (again, _) = state.Step(new SupervisorInput.StopRequested(2));

        Assert.That(state.Children[2].Leaving, Is.False);
        Assert.That(once.Children[2], Is.EqualTo(again.Children[2]));
    }
}
