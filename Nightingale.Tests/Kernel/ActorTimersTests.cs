using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class ActorTimersTests
{
    [Test]
    public void A_timer_sends_its_message_once()
    {
        var stage = new Stage();
        stage.Spawn("a", script => script.OnStarted = context => context.StartTimer("t", TimeSpan.FromSeconds(1), "tick"));

        stage.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(stage.Seen("a got"), Is.Empty);
        stage.Advance(TimeSpan.FromSeconds(5));

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got tick"]));
        Assert.That(stage.Time.Timers, Is.Zero);
    }

    [Test]
    public void A_timer_replaces_the_one_of_its_key()
    {
        var stage = new Stage();
        stage.Spawn("a", script => script.OnStarted = context =>
        {
            context.StartTimer("t", TimeSpan.FromSeconds(1), "first");
            context.StartTimer("t", TimeSpan.FromSeconds(2), "second");
        });

        stage.Advance(TimeSpan.FromSeconds(5));

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got second"]));
    }

    [Test]
    public void Timers_of_an_old_incarnation_do_not_fire()
    {
        var stage = new Stage();
        var actor = TimerOfTheFirstIncarnation(stage);

        stage.Tell(actor, new Fail());
        stage.Advance(TimeSpan.FromSeconds(5));

        Assert.That(stage.Seen("a got"), Is.Empty);
    }

    [Test]
    public void A_message_of_an_old_incarnations_timer_is_discarded_even_if_it_waits_in_the_mailbox_already()
    {
        var stage = new Stage();
        var actor = TimerOfTheFirstIncarnation(stage);

        actor.Tell(new Fail());
        stage.Time.Advance(TimeSpan.FromSeconds(5));
        actor.Tell("after it");
        stage.Settle();

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got after it"]));
    }

    [Test]
    public void Cancelling_a_timer_discards_its_message_even_if_it_waits_already()
    {
        var stage = new Stage();
        var actor = stage.Spawn("a", script =>
        {
            script.OnStarted = context => context.StartTimer("t", TimeSpan.FromSeconds(1), "tick");
            script.OnMessage = (context, message) =>
            {
                stage.Note($"a got {message}");
                context.CancelTimer("t");
                return default;
            };
        });

        actor.Tell("cancel");
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        stage.Settle();

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got cancel"]));
    }

    [Test]
    public void A_timers_message_that_is_stashed_comes_back()
    {
        var stage = new Stage();
        var stashed = false;
        stage.Spawn("a", script =>
        {
            script.OnStarted = context => context.StartTimer("t", TimeSpan.FromSeconds(1), "tick");
            script.OnMessage = (context, message) =>
            {
                if (stashed)
                {
                    stage.Note($"a got {message}");
                    return default;
                }

                context.Stash();
                context.UnstashAll();
                stashed = true;
                return default;
            };
        });

        stage.Advance(TimeSpan.FromSeconds(2));

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got tick"]));
    }

    private static ActorRef<object> TimerOfTheFirstIncarnation(Stage stage)
    {
        var first = true;
        return stage.Spawn("a", script => script.OnStarted = context =>
        {
            if (first) context.StartTimer("t", TimeSpan.FromSeconds(1), "tick");
            first = false;
        });
    }
}
