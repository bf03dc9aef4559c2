using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>Who is flooded does not keep others waiting, and no flood keeps a signal waiting.</summary>
[Category("Deterministic")]
public sealed class FairnessTests
{
    private const int Throughput = 16;

    [TestCase(1)]
    [TestCase(8)]
    public void A_quiet_actor_waits_for_one_turn_of_each_busy_one_at_most(int busy)
    {
        var queue = new FirstComeFirstServed();
        var system = new ActorSystem(new() { Dispatcher = queue, Time = new ManualTime(), Throughput = Throughput });
        var (received, waited) = (0, 0);
        var floods = Enumerable.Range(0, busy).Select(number => system.Spawn(new ChildSpec<int>($"busy-{number}", () => new Counting(() => received++)))).ToList();
        var quiet = system.Spawn(new ChildSpec<int>("quiet", () => new Counting(() => waited = received)));
        queue.RunUntilIdle();

        foreach (var flood in floods)
            for (var number = 0; number < 10_000; number++) flood.Tell(number);
        quiet.Tell(1);
        queue.RunUntilIdle();

        Assert.That(waited, Is.InRange(1, busy * Throughput));
        Assert.That(received, Is.EqualTo(busy * 10_000));
    }

    [Test]
    public void A_signal_overtakes_every_message_that_waits()
    {
        var stage = new Stage();
        var actor = stage.Spawn("a", script => script.OnMessage = (context, message) =>
        {
            stage.Note($"a got {message}");
            if (message is 2) context.Self.Cell.Send(new Signal.Suspend());
            return default;
        });

        stage.Tell(actor, [.. Enumerable.Range(1, 1000).Cast<object>()]);

        Assert.That(stage.Seen("a got"), Is.EqualTo(["a got 1", "a got 2"]));
    }

    [Test]
    public void A_stop_overtakes_every_message_that_waits_and_they_are_dead_letters()
    {
        var stage = new Stage();
        var actor = stage.Spawn("a");
        foreach (var number in Enumerable.Range(1, 10)) actor.Tell(number);
        actor.Cell.RequestEnd(final: true);
        stage.Settle();

        Assert.That(stage.Seen("a got"), Is.Empty);
        Assert.That(stage.System.DeadLetters.Count, Is.EqualTo(10));
    }

    private sealed class Counting(Action receive) : Actor<int>
    {
        public override ValueTask Receive(int message)
        {
            receive();
            return default;
        }
    }

    private sealed class FirstComeFirstServed : IDispatcher
    {
        private readonly Queue<IThreadPoolWorkItem> _turns = [];

        public void Schedule(IThreadPoolWorkItem turn) => _turns.Enqueue(turn);

        public void RunUntilIdle()
        {
            while (_turns.TryDequeue(out var turn)) turn.Execute();
        }
    }
}
