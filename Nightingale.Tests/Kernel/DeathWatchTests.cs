using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class DeathWatchTests
{
    private static readonly Func<ChildSpec<object>, ChildSpec<object>> Transient = static spec => spec with { Restart = RestartKind.Transient };

    [Test]
    public void A_watcher_is_told_once_after_what_the_ended_one_sent([Range(1, 10)] int seed)
    {
        var stage = new Stage(seed);
        ActorRef<object>? watcher = null;
        var watched = stage.Spawn("a", script => script.OnMessage = (_, message) =>
        {
            watcher!.Tell(message);
            return default;
        }, Transient);
        watcher = Watcher(stage, watched);

        stage.Tell(watched, "last words", new Exit());

        Assert.That(stage.Seen("w got"), Is.EqualTo(["w got last words", "w got the end of node/a"]));
    }

    [Test]
    public void The_already_dead_notify_once()
    {
        var stage = new Stage();
        var dead = stage.Spawn("a", with: Transient);
        stage.Tell(dead, new Exit());

        Watcher(stage, dead);

        Assert.That(stage.Seen("w got"), Is.EqualTo(["w got the end of node/a"]));
    }

    [Test]
    public void Watching_the_dead_again_notifies_once_all_the_same()
    {
        var stage = new Stage();
        var dead = stage.Spawn("a", with: Transient);
        stage.Tell(dead, new Exit());

        stage.Spawn("w", script => script.OnStarted = context =>
        {
            context.Watch(dead, "the first end");
            context.Watch(dead, "the second end");
        });

        Assert.That(stage.Seen("w got"), Is.EqualTo(["w got the second end"]));
    }

    [Test]
    public void Who_ends_itself_hears_no_more_of_its_children_and_their_ends_are_no_dead_letters()
    {
        var stage = new Stage();
        var parent = stage.Spawn("p", script => script.OnStarted = context =>
        {
            for (var child = 0; child < 3; child++)
                context.Watch(context.Spawn(stage.Spec($"c{child}")), "the end of a child");
        }, Transient);
        stage.Tell(parent, new Exit());
        Assert.That(stage.Seen("c"), Has.Exactly(3).EndsWith("stopped"));
        Assert.That(stage.System.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public void A_restart_is_no_end()
    {
        var stage = new Stage();
        var watched = stage.Spawn("a");
        Watcher(stage, watched);

        stage.Tell(watched, new Fail());

        Assert.That(stage.Seen("w got"), Is.Empty);
    }

    [Test]
    public void Unwatching_discards_what_is_queued_already()
    {
        var (stage, watcher, watched) = QueuedEnd();

        stage.Note("unwatch");
        watcher.Cell.Send(new Signal.Resume());
        stage.Settle();

        Assert.That(stage.Seen("w got"), Is.EqualTo(["w got unwatch"]));
        Assert.That(watched.Path, Is.EqualTo("node/a"));
    }

    [Test]
    public void An_actor_that_takes_a_dead_ones_name_is_another()
    {
        var stage = new Stage();
        var first = stage.Spawn("a", with: Transient);
        var watcher = Watcher(stage, first);
        stage.Tell(first, new Exit());

        var second = stage.Spawn("a", with: Transient);
        first.Tell("to the dead");
        stage.Tell(second, "to the living");

        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(stage.Seen("w got"), Is.EqualTo(["w got the end of node/a"]));
        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got to the living"]));
        Assert.That(stage.System.DeadLetters.Count, Is.EqualTo(1));
        Assert.That(watcher.Path, Is.EqualTo("node/w"));
    }

    [Test]
    public void A_watch_ends_with_its_incarnation()
    {
        var stage = new Stage();
        var watched = stage.Spawn("a", with: Transient);
        var watches = true;
        var watcher = stage.Spawn("w", script => script.OnStarted = context =>
        {
            if (watches) context.Watch(watched, "the end");
        });
        watches = false;

        stage.Tell(watcher, new Fail());
        stage.Tell(watched, new Exit());

        Assert.That(stage.Seen("w got"), Is.Empty);
    }

    private static ActorRef<object> Watcher(Stage stage, ActorRef watched) =>
        stage.Spawn("w", script => script.OnStarted = context => context.Watch(watched, $"the end of {watched.Path}"));

    /// <summary>The watcher's mailbox holds, in this order: a message upon which it unwatches, and the end of the watched.</summary>
    private static (Stage Stage, ActorRef<object> Watcher, ActorRef<object> Watched) QueuedEnd()
    {
        var stage = new Stage();
        var watched = stage.Spawn("a", with: Transient);
        var watcher = stage.Spawn("w", script =>
        {
            script.OnStarted = context => context.Watch(watched, "the end");
            script.OnMessage = (context, message) =>
            {
                stage.Note($"w got {message}");
                context.Unwatch(watched);
                return default;
            };
        });
        watcher.Cell.Send(new Signal.Suspend());
        stage.Tell(watcher, "unwatch");
        stage.Tell(watched, new Exit());
        Assert.That(stage.System.Tree().Single(node => node.Path == "node/w").MailboxLength, Is.EqualTo(2));
        return (stage, watcher, watched);
    }
}
