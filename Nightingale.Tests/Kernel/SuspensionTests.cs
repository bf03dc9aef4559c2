using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>What waits while an actor above it has failed or is suspended.</summary>
[Category("Deterministic")]
public sealed class SuspensionTests
{
    private static readonly RestartIntensity Often = new(Max: 100, Within: TimeSpan.FromMinutes(1));

    [Test]
    public void Descendants_go_on_when_a_failed_ancestor_is_resumed([Range(1, 5)] int seed)
    {
        var stage = new Stage(seed, new(Strategy.OneForOne, Often) { OnFailure = static _ => Directive.Resume });
        var (parent, grandchild) = ThreeGenerations(stage);

        parent.Tell(new Fail());
        stage.Tell(grandchild, 1);

        Assert.That(stage.Notes, Is.EquivalentTo(["p fails", "g got 1"]));
    }

    [Test]
    public void Descendants_receive_nothing_while_an_ancestor_is_suspended()
    {
        var stage = new Stage();
        var (parent, grandchild) = ThreeGenerations(stage);

        parent.Cell.Send(new Signal.Suspend());
        stage.Settle();
        stage.Tell(grandchild, 1);
        Assert.That(stage.Notes, Is.Empty);
        Assert.That(stage.System.Tree().Skip(1).Select(node => node.State), Is.All.EqualTo(ActorState.Suspended));
        parent.Cell.Send(new Signal.Resume());
        stage.Settle();

        Assert.That(stage.Notes, Is.EqualTo(["g got 1"]));
    }

    [Test]
    public void Between_a_parents_failure_and_the_verdict_its_descendants_receive_nothing_and_go_on_after_it()
    {
        var stage = new Stage(root: new(Strategy.OneForOne, Often) { OnFailure = static _ => Directive.Resume });
        var (parent, grandchild) = ThreeGenerations(stage);
        stage.HoldBack(parent.Cell.Parent!);

        stage.Tell(parent, new Fail());
        stage.Tell(grandchild, 1);
        Assert.That(stage.Notes, Is.EqualTo(["p fails"]));
        Assert.That(stage.System.Tree().Skip(1).Select(node => node.State), Is.EqualTo([ActorState.Failed, ActorState.Suspended, ActorState.Suspended]));
        stage.HoldBack(null);
        stage.Settle();

        Assert.That(stage.Notes, Is.EqualTo(["p fails", "g got 1"]));
    }

    [Test]
    public void A_child_that_is_restarted_under_a_suspended_parent_is_suspended_again()
    {
        var stage = new Stage();
        var work = new TaskCompletionSource();
        ActorRef<object>? child = null;
        var parent = stage.Spawn("p", script => script.OnStarted = context => child = context.Spawn(stage.Spec("c", own => own.OnMessage = async (_, message) =>
        {
            if (message is "wait") await work.Task;
            stage.Note($"c got {message}");
        })));
        stage.Tell(child!, "wait");
        parent.Cell.Send(new Signal.Suspend());
        stage.Settle();

        work.SetException(new Fail.FailedException("while it is suspended"));
        stage.Tell(child!, 1);
        Assert.That(stage.Notes.Skip(2), Is.EqualTo(["c stopped", "c started"]));
        parent.Cell.Send(new Signal.Resume());
        stage.Settle();

        Assert.That(stage.Notes.Skip(4), Is.EqualTo(["c got 1"]));
    }

    [Test]
    public void Children_that_a_new_incarnation_spawns_under_a_suspended_ancestor_are_suspended()
    {
        var stage = new Stage();
        var (parent, child, children) = (default(ActorRef<object>), default(ActorRef<object>), new List<ActorRef<object>>());
        parent = stage.Spawn("p", script => script.OnStarted = context => child = context.Spawn(stage.Spec("c", own =>
            own.OnStarted = inner => children.Add(inner.Spawn(stage.Spec("g"))))));
        stage.ForgetNotes();
        parent.Cell.Send(new Signal.Suspend());
        stage.Settle();
        parent.Cell.Send(new Signal.Supervise(new SupervisorInput.Failed(child!.Cell.Number, new InvalidOperationException("while it is suspended"), TimeSpan.Zero, Roll: 0)));
        stage.Settle();
        Assert.That(children, Has.Count.EqualTo(2), "it was restarted");
        stage.ForgetNotes();

        stage.Tell(children[1], 1);
        Assert.That(stage.Notes, Is.Empty);
        parent.Cell.Send(new Signal.Resume());
        stage.Settle();

        Assert.That(stage.Notes, Is.EqualTo(["g got 1"]));
    }

    private static (ActorRef<object> Parent, ActorRef<object> Grandchild) ThreeGenerations(Stage stage)
    {
        ActorRef<object>? grandchild = null;
        var parent = stage.Spawn("p", script =>
            script.OnStarted = context => context.Spawn(stage.Spec("c", child =>
                child.OnStarted = inner => grandchild = inner.Spawn(stage.Spec("g")))));
        stage.ForgetNotes();
        return (parent, grandchild!);
    }
}
