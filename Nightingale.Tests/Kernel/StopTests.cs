using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class StopTests
{
    [Test]
    public void A_token_that_was_released_hears_of_no_end_and_the_next_one_does()
    {
        var stage = new Stage();
        CancellationToken released = default, kept = default;
        stage.Spawn("a", script => script.OnStarted = context =>
        {
            released = context.Stopping;
            context.ReleaseStopping();
            kept = context.Stopping;
        });
        stage.StopActors();

        Assert.That((released.IsCancellationRequested, kept.IsCancellationRequested), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_stop_waits_for_the_message_in_hand_and_cancels_the_incarnations_token_at_once()
    {
        var stage = new Stage();
        var work = new TaskCompletionSource();
        CancellationToken stopping = default;
        var actor = stage.Spawn("a", script => script.OnMessage = async (context, _) =>
        {
            stopping = context.Stopping;
            await work.Task;
            stage.Note("a is done");
        });
        stage.Tell(actor, 1);
        stage.ForgetNotes();

        stage.StopActors();
        Assert.That(stopping.IsCancellationRequested, Is.True);
        Assert.That(stage.Notes, Is.Empty);
        work.SetResult();
        stage.Settle();

        Assert.That(stage.Notes, Is.EqualTo(["a is done", "a stopped"]));
    }

    [Test]
    public void An_actor_that_wants_to_go_while_it_is_being_stopped_ends_once_and_its_parent_hears_of_it()
    {
        var stage = new Stage();
        var work = new TaskCompletionSource();
        var actor = stage.Spawn("a", script => script.OnMessage = async (context, _) =>
        {
            await work.Task;
            context.StopSelf();
        });
        stage.Tell(actor, 1);

        stage.StopActors();
        work.SetResult();
        stage.Settle();

        Assert.That(stage.Seen("a stopped"), Is.EqualTo(["a stopped"]));
        Assert.That(stage.System.Ended.IsCompleted, Is.True);
    }

    [Test]
    public void A_message_that_does_not_end_is_abandoned_and_the_children_are_stopped()
    {
        var stage = new Stage();
        var never = new TaskCompletionSource();
        var actor = stage.Spawn("a", script =>
        {
            script.OnStarted = context => context.Spawn(stage.Spec("child"));
            script.OnMessage = async (_, _) => await never.Task;
        });
        stage.Tell(actor, 1);
        stage.ForgetNotes();

        stage.StopActors();
        stage.Advance(TimeSpan.FromSeconds(4.9));
        Assert.That(stage.Notes, Is.Empty);
        stage.Advance(TimeSpan.FromSeconds(0.2));

        Assert.That(stage.Notes, Is.EqualTo(["child stopped"]));
        Assert.That(stage.System.Ended.IsCompleted, Is.True);
    }

    [Test]
    public void What_an_abandoned_incarnation_still_does_concerns_nobody()
    {
        var stage = new Stage();
        var late = new TaskCompletionSource();
        Exception? thrown = null;
        var first = true;
        var actor = stage.Spawn("a", script => script.OnMessage = async (context, message) =>
        {
            stage.Note($"a got {message}");
            if (!first) return;
            first = false;
            context.StopSelf();
            await late.Task;
            thrown = Assert.Throws<ActorStoppedException>(() => context.Spawn(stage.Spec("child")));
            throw new Fail.FailedException("nobody hears this");
        });
        stage.Tell(actor, 1, 2);
        stage.Advance(TimeSpan.FromSeconds(6));

        late.SetResult();
        stage.Settle();

        Assert.That(thrown, Is.Not.Null);
        Assert.That(stage.Notes, Is.EqualTo(["a started", "a got 1", "a started", "a got 2"]));
    }

    [Test]
    public void An_abandoned_incarnation_that_wants_to_go_does_not_take_the_next_one_with_it()
    {
        var stage = new Stage();
        var late = new TaskCompletionSource();
        var actor = stage.Spawn("a", script => script.OnMessage = async (context, message) =>
        {
            stage.Note($"a got {message}");
            if (message is not 1) return;
            context.StopSelf();
            await late.Task;
            context.StopSelf();
        });
        stage.Tell(actor, 1, 2);
        stage.Advance(TimeSpan.FromSeconds(6));

        late.SetResult();
        stage.Tell(actor, 3);

        Assert.That(stage.Notes, Is.EqualTo(["a started", "a got 1", "a started", "a got 2", "a got 3"]));
    }

    [Test]
    public void A_stopped_that_does_not_end_is_abandoned_too()
    {
        var stage = new Stage();
        stage.Spawn("a", script => script.OnStopped = _ => new(new TaskCompletionSource().Task));

        stage.StopActors();
        Assert.That(stage.System.Ended.IsCompleted, Is.False);
        stage.Advance(TimeSpan.FromSeconds(5.1));

        Assert.That(stage.System.Ended.IsCompleted, Is.True);
    }

    [Test]
    public void A_start_that_is_cancelled_by_the_stop_is_no_failure()
    {
        var stage = new Stage();
        var context = default(ActorContext<object>);
        stage.System.Spawn(new ChildSpec<object>("a", () => new SlowStart(started => context = started)));
        stage.Settle();

        stage.StopActors();

        Assert.That(context!.Stopping.IsCancellationRequested, Is.True);
        Assert.That(stage.System.Ended.IsCompleted, Is.True);
    }

    [Test]
    public void Messages_to_an_actor_that_is_stopping_are_dead_letters_at_once()
    {
        var stage = new Stage();
        var slow = new TaskCompletionSource();
        var actor = stage.Spawn("a", script => script.OnStopped = _ => new(slow.Task));
        stage.StopActors();

        var answer = actor.Ask<int>(replyTo => new HowMany(replyTo), TimeSpan.FromMinutes(1));
        stage.Settle();

        Assert.That(answer.Exception!.InnerException, Is.TypeOf<ActorStoppedException>());
        Assert.That(stage.System.Ended.IsCompleted, Is.False);
        slow.SetResult();
    }

    [Test]
    public void Only_the_parent_stops_an_actor()
    {
        var stage = new Stage();
        var other = stage.Spawn("other");
        Exception? thrown = null;
        stage.Spawn("a", script => script.OnStarted = context => thrown = Assert.Throws<ArgumentException>(() => context.Stop(other)));

        Assert.That(thrown, Is.Not.Null);
    }

    private sealed class SlowStart(Action<ActorContext<object>> started) : Actor<object>
    {
        public override async ValueTask Started()
        {
            started(Context);
            await Task.Delay(Timeout.InfiniteTimeSpan, Context.Time, Context.Stopping);
        }

        public override ValueTask Receive(object message) => default;
    }
}
