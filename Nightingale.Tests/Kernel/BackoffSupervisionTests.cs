using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class BackoffSupervisionTests
{
    private static readonly SupervisorSpec Slowly = new(Strategy.OneForOne, new(Max: 3, Within: TimeSpan.FromHours(1)))
    {
        Backoff = new(Min: TimeSpan.FromSeconds(1), Max: TimeSpan.FromSeconds(8), Jitter: 0, HealthyAfter: TimeSpan.FromMinutes(1)),
    };

    [Test]
    public void The_mailbox_of_a_child_in_backoff_is_kept_and_its_messages_wait()
    {
        var stage = new Stage(root: Slowly);
        var actor = stage.Spawn("a");
        stage.Tell(actor, new Fail(), 1);
        stage.ForgetNotes();

        stage.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(stage.Notes, Is.Empty);
        Assert.That(stage.System.Tree()[1], Is.EqualTo(new TreeNode("node/a", RestartKind.Permanent, Strategy.OneForOne, ActorState.Waiting, Restarts: 0, MailboxLength: 1)));
        stage.Advance(TimeSpan.FromSeconds(0.2));

        Assert.That(stage.Notes, Is.EqualTo(["a started", "a got 1"]));
    }

    [Test]
    public void A_request_to_a_child_in_backoff_is_answered_after_its_restart()
    {
        var stage = new Stage(root: Slowly);
        var actor = stage.Spawn("a");
        stage.Tell(actor, new Fail());

        var answer = actor.Ask<int>(replyTo => new HowMany(replyTo), TimeSpan.FromSeconds(30));
        stage.Advance(TimeSpan.FromSeconds(2));

        Assert.That(answer.Result, Is.EqualTo(1));
    }

    [Test]
    public void Each_failure_without_a_healthy_period_doubles_the_delay()
    {
        var stage = new Stage(root: Slowly);
        var actor = stage.Spawn("a");
        stage.Tell(actor, new Fail());
        stage.Advance(TimeSpan.FromSeconds(1));
        stage.Advance(TimeSpan.FromSeconds(30));
        stage.Tell(actor, new Fail());
        stage.ForgetNotes();

        stage.Advance(TimeSpan.FromSeconds(1.9));
        Assert.That(stage.Notes, Is.Empty);
        stage.Advance(TimeSpan.FromSeconds(0.2));

        Assert.That(stage.Notes, Is.EqualTo(["a started"]));
    }

    [Test]
    public void Beyond_the_intensity_it_stops_and_its_supervisor_fails()
    {
        var stage = new Stage();
        var starts = 0;
        stage.Spawn("p", script => script.OnStarted = context =>
        {
            if (stage.Seen("p started").Count() > 1) return;
            context.Spawn(stage.Spec("c", child => child.OnStarted = _ => throw new Fail.FailedException($"start {++starts}")));
        }, spec => spec with { Children = Slowly });

        stage.Advance(TimeSpan.FromMinutes(1), steps: 60);

        Assert.That(starts, Is.EqualTo(4));
        Assert.That(stage.Seen("p"), Is.EqualTo(["p started", "p stopped", "p started"]));
    }

    [Test]
    public void A_transient_child_told_its_final_message_after_a_restart_is_not_started_again()
    {
        var stage = new Stage(root: Slowly);
        var actor = stage.Spawn("a", with: spec => spec with { Restart = RestartKind.Transient });
        stage.Tell(actor, new Fail(), new Exit());

        stage.Advance(TimeSpan.FromMinutes(5));

        Assert.That(stage.Notes, Is.EqualTo(["a started", "a fails", "a stopped", "a started", "a stopped"]));
        Assert.That(stage.System.Tree(), Has.Count.EqualTo(1));
    }
}
