using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class MessagingTests
{
    private static readonly string[] InOrder = ["a got 1", "a got 2", "a got 3"];

    [Test]
    public void Messages_of_one_sender_are_received_in_order([Range(1, 5)] int seed)
    {
        var stage = new Stage(seed);
        var actor = stage.Spawn("a");

        stage.Tell(actor, 1, 2, 3);

        Assert.That(stage.Seen("a got"), Is.EqualTo(InOrder));
    }

    [Test]
    public void Messages_sent_before_the_actor_has_started_wait_for_it()
    {
        var stage = new Stage();
        var actor = stage.System.Spawn(stage.Spec("a"));
        actor.Tell(1);

        stage.Settle();

        Assert.That(stage.Notes, Is.EqualTo(["a started", "a got 1"]));
    }

    [Test]
    public void A_receive_that_awaits_keeps_the_mailbox_waiting_without_reentrance()
    {
        var stage = new Stage();
        var gate = new TaskCompletionSource();
        var actor = stage.Spawn("a", script => script.OnMessage = async (_, message) =>
        {
            stage.Note($"begins {message}");
            if (message is 1) await gate.Task;
            stage.Note($"ends {message}");
        });

        stage.Tell(actor, 1, 2);
        Assert.That(stage.Notes, Is.EqualTo(["a started", "begins 1"]));
        gate.SetResult();
        stage.Settle();

        Assert.That(stage.Notes, Is.EqualTo(["a started", "begins 1", "ends 1", "begins 2", "ends 2"]));
    }

    [Test]
    public void A_busy_actor_leaves_turns_to_others()
    {
        var stage = new Stage();
        var busy = stage.Spawn("busy", script => script.OnMessage = (context, message) =>
        {
            if (stage.Notes.Contains("other got 1")) return default;
            context.Self.Tell(message);
            return default;
        });
        var other = stage.Spawn("other");

        busy.Tell(0);
        stage.Tell(other, 1);

        Assert.That(stage.Notes, Does.Contain("other got 1"));
    }
}
