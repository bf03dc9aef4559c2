using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>On the real thread pool, where interleavings are the machine's.</summary>
public sealed class MailboxStressTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Ten_million_messages_of_several_senders_to_several_actors_arrive_once_and_in_order_for_each_pair()
    {
        const int senders = 4, receivers = 5, each = 500_000;
        await using var system = new ActorSystem(new() { Throughput = 127 });
        var done = new TaskCompletionSource<int>[receivers];
        var actors = Enumerable.Range(0, receivers).Select(number =>
        {
            done[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return system.Spawn(new ChildSpec<(int Sender, int Number)>($"receiver-{number}", () => new InOrder(senders, each, done[number])));
        }).ToList();

        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() =>
        {
            for (var number = 0; number < each; number++)
                foreach (var actor in actors)
                    actor.Tell((sender, number));
        })));
        var disorder = await Task.WhenAll(done.Select(task => task.Task)).WaitAsync(Bound);

        Assert.That(disorder, Is.All.Zero);
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

    private sealed record Request(int Number, ReplyTo<int> ReplyTo);

    private sealed class InOrder(int senders, int each, TaskCompletionSource<int> done) : Actor<(int Sender, int Number)>
    {
        private readonly int[] _next = new int[senders];
        private int _received;
        private int _disorder;

        public override ValueTask Receive((int Sender, int Number) message)
        {
            if (_next[message.Sender]++ != message.Number) _disorder++;
            if (++_received == senders * each) done.SetResult(_disorder);
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
