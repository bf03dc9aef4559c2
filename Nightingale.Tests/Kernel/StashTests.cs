using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class StashTests
{
    [Test]
    public void Unstashed_messages_come_before_those_that_wait_and_in_their_order()
    {
        var stage = new Stage();
        var actor = Stasher(stage);

        stage.Tell(actor, 1, 2, "open", 3);

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got 1", "a got 2", "a got 3"]));
    }

    [Test]
    public void What_is_stashed_again_keeps_its_place_before_the_rest()
    {
        var stage = new Stage();
        var closed = true;
        var actor = stage.Spawn("a", script => script.OnMessage = (context, message) =>
        {
            if (message is "open") closed = false;
            else if (closed) context.Stash();
            else stage.Note($"a got {message}");
            if (message is "open" or "peek") context.UnstashAll();
            return default;
        });

        stage.Tell(actor, 1, 2);
        closed = true;
        stage.Tell(actor, "open", 3);

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got 1", "a got 2", "a got 3"]));
    }

    [Test]
    public void The_stash_survives_a_restart()
    {
        var stage = new Stage();
        var actor = Stasher(stage);

        stage.Tell(actor, 1, new Fail(), 2, "open");

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got 1", "a got 2"]));
    }

    [Test]
    public void Stashing_the_same_message_twice_throws()
    {
        var stage = new Stage();
        Exception? thrown = null;
        var actor = stage.Spawn("a", script => script.OnMessage = (context, _) =>
        {
            context.Stash();
            thrown = Assert.Throws<InvalidOperationException>(context.Stash);
            return default;
        });

        stage.Tell(actor, 1);

        Assert.That(thrown, Is.Not.Null);
        Assert.That(stage.System.Tree()[1].MailboxLength, Is.EqualTo(1));
    }

    [Test]
    public void There_is_nothing_to_stash_while_starting()
    {
        var stage = new Stage();
        Exception? thrown = null;
        stage.Spawn("a", script => script.OnStarted = context => thrown = Assert.Throws<InvalidOperationException>(context.Stash));

        Assert.That(thrown, Is.Not.Null);
    }

    [Test]
    public void What_is_stashed_when_the_actor_stops_is_a_dead_letter()
    {
        var stage = new Stage();
        var actor = Stasher(stage);
        var answer = actor.Ask<int>(replyTo => new Wrapped(replyTo), TimeSpan.FromMinutes(1));
        stage.Tell(actor, 1);

        stage.StopActors();

        Assert.That(stage.System.DeadLetters.Count, Is.EqualTo(2));
        Assert.That(answer.Exception!.InnerException, Is.TypeOf<ActorStoppedException>());
    }

    private static ActorRef<object> Stasher(Stage stage)
    {
        var open = false;
        return stage.Spawn("a", script => script.OnMessage = (context, message) =>
        {
            if (message is "open")
            {
                open = true;
                context.UnstashAll();
            }
            else if (open)
            {
                stage.Note($"a got {message}");
            }
            else
            {
                context.Stash();
            }

            return default;
        });
    }

    private sealed record Wrapped(ReplyTo<int> ReplyTo);
}
