using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>On the real thread pool, where interleavings are the machine's.</summary>
public sealed class MailboxStressTests
{
    private const int Senders = 4;
    private const int Receivers = 5;
    private const int SignalEvery = 50;
    private const int End = -1;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Ten_million_messages_of_several_senders_to_several_actors_arrive_once_and_in_order_for_each_pair()
    {
        const int each = 500_000;
        var (disorder, received) = await Flood(each, static number => [number]);

        Assert.That(disorder, Is.All.Zero);
        Assert.That(received, Is.All.EqualTo(Senders * each));
    }

    [TestCase(new int[0], TestName = "Control: a message that is lost is noticed")]
    [TestCase(new[] { 5_000, 5_000 }, TestName = "Control: a message that comes twice is noticed")]
    [TestCase(new[] { 5_001, 5_000 }, TestName = "Control: a message that comes too early is noticed")]
    public async Task Control_what_is_lost_or_doubled_or_in_disorder_is_noticed(int[] inPlaceOfOne)
    {
        var (disorder, received) = await Flood(10_000, number => number == 5_000 ? inPlaceOfOne : number == 5_001 && inPlaceOfOne.Contains(number) ? [] : [number]);

        Assert.That(disorder, Is.All.Positive);
        Assert.That(received, Is.All.EqualTo(Senders * (10_000 - 1 + inPlaceOfOne.Length - (inPlaceOfOne.Contains(5_001) ? 1 : 0))));
    }

    [Test]
    public async Task No_wake_up_is_lost_between_an_actor_that_falls_idle_and_a_sender_that_writes_just_then()
    {
        const int rounds = 100_000;
        await using var system = new ActorSystem(new());
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var players = new ActorRef<int>[2];
        for (var player = 0; player < 2; player++)
        {
            var other = 1 - player;
            players[player] = system.Spawn(new ChildSpec<int>($"player-{player}", () => new Player(ball => players[other].Tell(ball), rounds, done)));
        }

        // One ball: each message finds its actor idle or about to be.
        players[0].Tell(0);

        await done.Task.WaitAsync(Bound);
    }

    [Test]
    public async Task No_wake_up_is_lost_when_calls_complete_on_other_threads()
    {
        const int rounds = 20_000;
        await using var system = new ActorSystem(new());
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = system.Spawn(new ChildSpec<int>("yielding", () => new Yielding(rounds, done)));

        for (var round = 0; round < rounds; round++) actor.Tell(round);

        await done.Task.WaitAsync(Bound);
    }

    [Test]
    public async Task Asks_under_failures_are_all_answered_or_failed()
    {
        const int asks = 20_000;
        await using var system = new ActorSystem(new() { Children = new(Strategy.OneForOne, new(Max: int.MaxValue, Within: TimeSpan.FromSeconds(1))) });
        var actor = system.Spawn(new ChildSpec<Request>("fragile", () => new Fragile()));

        var answers = Enumerable.Range(0, asks).Select(number => actor.Ask<int>(replyTo => new(number, replyTo), Bound)).ToList();
        await Task.WhenAll(answers.Select(answer => answer.ContinueWith(_ => { }, TaskScheduler.Default))).WaitAsync(Bound);

        Assert.That(answers.Count(answer => answer.IsFaulted), Is.EqualTo(asks / 100));
        Assert.That(system.Asks.Count, Is.Zero);
    }

    /// <summary>Each sender sends numbers from 0 to all receivers, and between them signals that hold messages back, let them pass, and watch.</summary>
    /// <param name="each">How many.</param>
    /// <param name="sent">What goes out in place of a number.</param>
    private static async Task<(int[] Disorder, int[] Received)> Flood(int each, Func<int, int[]> sent)
    {
        await using var system = new ActorSystem(new() { Throughput = 127 });
        var done = new TaskCompletionSource<(int Disorder, int Received)>[Receivers];
        var actors = Enumerable.Range(0, Receivers).Select(number =>
        {
            done[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return system.Spawn(new ChildSpec<(int Sender, int Number)>($"receiver-{number}", () => new InOrder(Senders, done[number])));
        }).ToList();

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var number = 0; number < each; number++)
            {
                if (number % SignalEvery == 0) Signals(number);
                foreach (var changed in sent(number)) TellAll((sender, changed));
            }

            foreach (var actor in actors) actor.Cell.Send(new Signal.Resume());
            TellAll((sender, End));
        })));
        var results = await Task.WhenAll(done.Select(task => task.Task)).WaitAsync(Bound);
        return ([.. results.Select(result => result.Disorder)], [.. results.Select(result => result.Received)]);

        void TellAll((int Sender, int Number) message)
        {
            foreach (var actor in actors) actor.Tell(message);
        }

        void Signals(int number)
        {
            foreach (var actor in actors) actor.Cell.Send(SignalAt(number / SignalEvery, actors[0].Cell));
        }
    }

    private static Signal SignalAt(int number, Cell other) => (number % 4) switch
    {
        0 => new Signal.Suspend(),
        1 => new Signal.Watch(other),
        2 => new Signal.Resume(),
        _ => new Signal.Unwatch(other),
    };

    private sealed record Request(int Number, ReplyTo<int> ReplyTo);

    private sealed class InOrder(int senders, TaskCompletionSource<(int Disorder, int Received)> done) : Actor<(int Sender, int Number)>
    {
        private readonly int[] _next = new int[senders];
        private int _ended;
        private int _received;
        private int _disorder;

        public override ValueTask Receive((int Sender, int Number) message)
        {
            if (message.Number != End)
            {
                _received++;
                if (_next[message.Sender]++ != message.Number) _disorder++;
            }
            else if (++_ended == senders)
            {
                done.SetResult((_disorder, _received));
            }

            return default;
        }
    }

    private sealed class Player(Action<int> pass, int rounds, TaskCompletionSource done) : Actor<int>
    {
        public override ValueTask Receive(int message)
        {
            if (message == rounds) done.SetResult();
            else pass(message + 1);
            return default;
        }
    }

    private sealed class Yielding(int rounds, TaskCompletionSource done) : Actor<int>
    {
        private int _received;

        public override async ValueTask Receive(int message)
        {
            await Task.Yield();
            if (++_received == rounds) done.SetResult();
        }
    }

    private sealed class Fragile : Actor<Request>
    {
        public override async ValueTask Receive(Request message)
        {
            if (message.Number % 3 == 0) await Task.Yield();
            if (message.Number % 100 == 0)
            {
                var fault = new Fail.FailedException("every hundredth");
                message.ReplyTo.Fail(fault);
                throw fault;
            }

            message.ReplyTo.Reply(message.Number);
        }
    }
}
