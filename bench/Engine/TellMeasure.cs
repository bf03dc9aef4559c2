using Nightingale.Actors.Kernel;

namespace Nightingale.Bench.Engine;

/// <summary>Messages a second from one sender to a number of actors in turn, until the last is received.</summary>
internal static class TellMeasure
{
    private const int Messages = 8_000_000;

    public static double Bare(int actors)
    {
        using var done = new CountdownEvent(actors);
        var each = Messages / actors;
        var queues = Enumerable.Range(0, actors).Select(_ => Queue(new(each, done))).ToArray();
        var note = new Note();
        var began = TimeProvider.System.GetTimestamp();
        for (var sent = 0; sent < each; sent++)
            foreach (var queue in queues)
                queue.Tell(note);
        done.Wait();
        return each * actors / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    public static async Task<double> Ours(int actors)
    {
        await using var system = new ActorSystem(new());
        using var done = new CountdownEvent(actors);
        var each = Messages / actors;
        var refs = Enumerable.Range(0, actors).Select(number => system.Spawn(new ChildSpec<Note>($"{number}", () => new Receiver(new(each, done))))).ToArray();
        var note = new Note();
        var began = TimeProvider.System.GetTimestamp();
        for (var sent = 0; sent < each; sent++)
            foreach (var actor in refs)
                actor.Tell(note);
        await Task.Run(done.Wait);
        return each * actors / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static BareQueue<Note> Queue(Count count) => new(_ => count.Take());

    private sealed class Note;

    private sealed class Count(int each, CountdownEvent done)
    {
        private int _left = each;

        public void Take()
        {
            if (--_left == 0) done.Signal();
        }
    }

    private sealed class Receiver(Count count) : Actor<Note>
    {
        public override ValueTask Receive(Note message)
        {
            count.Take();
            return ValueTask.CompletedTask;
        }
    }
}
