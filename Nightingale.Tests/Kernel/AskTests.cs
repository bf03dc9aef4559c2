using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class AskTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_request_is_answered()
    {
        var stage = new Stage();
        var actor = Answerer(stage);

        var answer = actor.Ask<string>(replyTo => new Question("what", replyTo), Second);
        stage.Settle();

        Assert.That(await answer, Is.EqualTo("what"));
        Assert.That(stage.System.Asks.Count, Is.Zero);
    }

    [Test]
    public void Without_an_answer_in_time_it_fails()
    {
        var stage = new Stage();
        var actor = Keeper(stage, out _);
        var answer = actor.Ask<string>(replyTo => new Question("what", replyTo), Second);

        stage.Advance(TimeSpan.FromSeconds(0.9));
        Assert.That(answer.IsCompleted, Is.False);
        stage.Advance(TimeSpan.FromSeconds(0.2));

        Assert.That(answer.Exception!.InnerException, Is.TypeOf<AskTimeoutException>());
        Assert.That(stage.System.Asks.Count, Is.Zero);
    }

    [Test]
    public void Each_ask_has_its_own_deadline()
    {
        var stage = new Stage();
        var actor = Keeper(stage, out _);
        var asks = new[] { 3, 1, 2 }.Select(seconds => actor.Ask<string>(replyTo => new Question("what", replyTo), seconds * Second)).ToList();

        stage.Advance(1.1 * Second);
        Assert.That(asks.Select(ask => ask.IsCompleted), Is.EqualTo([false, true, false]));
        stage.Advance(Second);
        Assert.That(asks.Select(ask => ask.IsCompleted), Is.EqualTo([false, true, true]));
        stage.Advance(Second);
        Assert.That(asks.Select(ask => ask.IsCompleted), Is.EqualTo([true, true, true]));
    }

    [Test]
    public void A_time_that_no_timer_can_wait_for_is_refused_and_later_asks_have_their_deadlines()
    {
        var stage = new Stage();
        var actor = Keeper(stage, out _);
        Assert.That(() => actor.Ask<string>(replyTo => new Question("what", replyTo), TimeSpan.FromDays(50)), Throws.InstanceOf<ArgumentOutOfRangeException>());

        var answer = actor.Ask<string>(replyTo => new Question("what", replyTo), Second);
        stage.Advance(1.1 * Second);
        Assert.That(answer.Exception!.InnerException, Is.TypeOf<AskTimeoutException>());
    }

    [Test]
    public void A_late_reply_is_a_dead_letter()
    {
        var stage = new Stage();
        List<DeadLetter> dead = [];
        stage.System.DeadLetters.Subscribe(dead.Add);
        var actor = Keeper(stage, out var kept);
        _ = actor.Ask<string>(replyTo => new Question("what", replyTo), Second);
        stage.Advance(2 * Second);

        kept.Single().Reply("too late");

        Assert.That(dead.Single().Message, Is.EqualTo("too late"));
        Assert.That(stage.System.DeadLetters.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_second_reply_is_a_dead_letter()
    {
        var stage = new Stage();
        var actor = Keeper(stage, out var kept);
        var answer = actor.Ask<string>(replyTo => new Question("what", replyTo), Second);
        stage.Settle();

        kept.Single().Reply("first");
        kept.Single().Reply("second");

        Assert.That(await answer, Is.EqualTo("first"));
        Assert.That(stage.System.DeadLetters.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Cancelling_frees_what_waits()
    {
        var stage = new Stage();
        using var cancel = new CancellationTokenSource();
        var actor = Keeper(stage, out _);
        var answer = actor.Ask<string>(replyTo => new Question("what", replyTo), Second, cancel.Token);
        Assert.That(stage.System.Asks.Count, Is.EqualTo(1));

        await cancel.CancelAsync();

        Assert.That(answer.IsCanceled, Is.True);
        Assert.That(stage.System.Asks.Count, Is.Zero);
    }

    [Test]
    public void A_token_that_is_cancelled_already_ends_the_wait_at_once()
    {
        var stage = new Stage();
        var answer = Keeper(stage, out _).Ask<string>(replyTo => new Question("what", replyTo), Second, new(canceled: true));

        Assert.That(answer.IsCanceled, Is.True);
        Assert.That(stage.System.Asks.Count, Is.Zero);
    }

    [Test]
    public void The_actor_can_answer_that_the_request_failed()
    {
        var stage = new Stage();
        var actor = Keeper(stage, out var kept);
        var answer = actor.Ask<string>(replyTo => new Question("what", replyTo), Second);
        stage.Settle();

        kept.Single().Fail(new Fail.FailedException("no"));

        Assert.That(answer.Exception!.InnerException, Is.TypeOf<Fail.FailedException>());
    }

    [Test]
    public void Requests_that_wait_in_the_mailbox_of_an_actor_that_stops_fail_at_once_and_are_dead_letters()
    {
        var stage = new Stage();
        var actor = Answerer(stage);
        actor.Cell.Send(new Signal.Suspend());
        stage.Settle();
        var answers = Enumerable.Range(0, 3).Select(_ => actor.Ask<string>(replyTo => new Question("what", replyTo), Second)).ToList();

        stage.StopActors();

        Assert.That(answers.Select(answer => answer.Exception?.InnerException), Is.All.TypeOf<ActorStoppedException>());
        Assert.That(stage.System.DeadLetters.Count, Is.EqualTo(3));
        Assert.That(stage.System.Asks.Count, Is.Zero);
    }

    [Test]
    public void A_request_to_a_stopped_actor_fails_at_once()
    {
        var stage = new Stage();
        var actor = Answerer(stage);
        stage.StopActors();

        var answer = actor.Ask<string>(replyTo => new Question("what", replyTo), Second);
        stage.Settle();

        Assert.That(answer.Exception!.InnerException, Is.TypeOf<ActorStoppedException>());
    }

    [Test]
    public async Task A_request_that_another_actor_hands_on_is_answered_by_that_one()
    {
        var stage = new Stage();
        var last = Answerer(stage);
        var first = stage.Spawn("first", script => script.OnMessage = (_, message) =>
        {
            last.Tell(message);
            return default;
        });

        var answer = Asking.Ask<object, string>(stage.System, replyTo => new Question("what", replyTo), first.Tell, Second);
        stage.Settle();

        Assert.That(await answer, Is.EqualTo("what"));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void An_ask_without_a_time_limit_is_refused(int seconds) =>
        Assert.That(() => Answerer(new Stage()).Ask<string>(replyTo => new Question("what", replyTo), TimeSpan.FromSeconds(seconds)), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static ActorRef<object> Answerer(Stage stage) => stage.Spawn("answerer", script => script.OnMessage = (_, message) =>
    {
        var question = (Question)message;
        question.ReplyTo.Reply(question.Text);
        return default;
    });

    private static ActorRef<object> Keeper(Stage stage, out IReadOnlyList<ReplyTo<string>> kept)
    {
        List<ReplyTo<string>> list = [];
        kept = list;
        return stage.Spawn("keeper", script => script.OnMessage = (_, message) =>
        {
            list.Add(((Question)message).ReplyTo);
            return default;
        });
    }

    private sealed record Question(string Text, ReplyTo<string> ReplyTo);
}
