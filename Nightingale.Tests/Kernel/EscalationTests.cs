using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>When a supervisor's own failure and that of its children come together, none of them is lost. Its parent forgives what is not a restart limit.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Deterministic")]
public sealed class EscalationTests
{
    private static readonly SupervisorSpec Forgiving = SupervisorSpec.Default with { OnFailure = static fault => fault is RestartLimitException ? Directive.Restart : Directive.Resume };
    private static readonly SupervisorSpec BearsNothing = SupervisorSpec.Default with { Intensity = new(Max: 0, Within: TimeSpan.FromMinutes(1)) };

    private readonly TaskCompletionSource _call = new();
    private readonly TaskCompletionSource _stop = new();

    [Test]
    public void A_supervisor_that_gives_up_while_its_own_failure_waits_for_a_verdict_is_restarted_after_it()
    {
        var (stage, parent, child) = ParentAndChild();
        _stop.SetResult();
        stage.Tell(child, "wait");
        stage.HoldBack(parent.Cell.Parent!);
        stage.Tell(parent, new Fail());

        _call.SetException(new Fail.FailedException("beyond what the parent bears"));
        stage.Settle();
        stage.HoldBack(null);
        stage.Tell(parent, 1);

        Assert.That(stage.Notes, Is.EqualTo(["p fails", "c stopped", "p stopped", "p started", "p got 1"]));
    }

    [Test]
    public void A_failure_of_its_own_call_while_a_childs_waits_for_a_verdict_is_told_after_it()
    {
        var verdicts = new List<string>();
        var (stage, parent, child) = ParentAndChild(
            BearsNothing with { OnFailure = static _ => Directive.Escalate },
            Forgiving with
            {
                OnFailure = fault =>
                {
                    verdicts.Add(fault.Message);
                    return Directive.Resume;
                },
            });
        stage.Tell(parent, "wait");
        stage.HoldBack(parent.Cell.Parent!);
        stage.Tell(child, new Fail("the child's"));

        _call.SetException(new Fail.FailedException("its own"));
        stage.Settle();
        stage.HoldBack(null);
        stage.Tell(child, 1);

        Assert.That(verdicts, Is.EqualTo(["the child's", "its own"]));
        Assert.That(stage.Notes, Is.EqualTo(["c fails", "c got 1"]));
    }

    [Test]
    public void A_supervisor_that_gives_up_receives_nothing_more_even_when_its_own_failure_is_forgiven()
    {
        var (stage, parent, child) = ParentAndChild();
        stage.Tell(parent, "wait", 1);
        stage.Tell(child, new Fail());

        _call.SetException(new Fail.FailedException("forgiven"));
        stage.Settle();
        Assert.That(stage.Notes, Is.EqualTo(["c fails", "c stopped"]));
        _stop.SetResult();
        stage.Settle();

        Assert.That(stage.Notes.Skip(2), Is.EqualTo(["p stopped", "p started", "p got 1"]));
    }

    private (Stage Stage, ActorRef<object> Parent, ActorRef<object> Child) ParentAndChild(SupervisorSpec? children = null, SupervisorSpec? root = null)
    {
        var stage = new Stage(root: root ?? Forgiving);
        ActorRef<object>? child = null;
        var parent = stage.Spawn(
            "p",
            script =>
            {
                script.OnStarted = context => child ??= context.Spawn(stage.Spec("c", own => (own.OnMessage, own.OnStopped) = (Receive("c"), _ => new(_stop.Task))));
                script.OnMessage = Receive("p");
            },
            spec => spec with { Children = children ?? BearsNothing });
        stage.ForgetNotes();
        return (stage, parent, child!);

        Func<ActorContext<object>, object, ValueTask> Receive(string name) => async (_, message) =>
        {
            if (message is "wait") await _call.Task;
            stage.Note($"{name} got {message}");
        };
    }
}
