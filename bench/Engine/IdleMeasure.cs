using Nightingale.Actors.Kernel;

namespace Nightingale.Bench.Engine;

/// <summary>Managed bytes of an idle entity beyond its state.</summary>
internal static class IdleMeasure
{
    private const int Entities = 20_000;

    /// <summary>Entities of the shell, each of which has had one command.</summary>
    public static async Task<double> Entity()
    {
        using var scratch = new Scratch();
        await using var node = await TallyNode.Start(scratch.Folder(), new() { PassivateAfter = TimeSpan.FromHours(1) });
        await node.Add("warm-up");
        var before = Settled();
        foreach (var names in Enumerable.Range(0, Entities).Select(number => $"{number}").Chunk(500)) await Task.WhenAll(names.Select(node.Add));
        return (Settled() - before) / (double)Entities;
    }

    /// <summary>Bare actors of the kernel that have received one message.</summary>
    public static async Task<double> Actor()
    {
        await using var system = new ActorSystem(new());
        var before = Settled();
        var actors = new ActorRef<object>[Entities];
        using var done = new CountdownEvent(Entities);
        for (var number = 0; number < Entities; number++) actors[number] = system.Spawn(new ChildSpec<object>($"{number}", () => new Quiet(done)));
        foreach (var actor in actors) actor.Tell("once");
        await Task.Run(done.Wait);
        var after = Settled();
        GC.KeepAlive(actors);
        return (after - before) / (double)Entities;
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class Quiet(CountdownEvent done) : Actor<object>
    {
        public override ValueTask Receive(object message)
        {
            done.Signal();
            return ValueTask.CompletedTask;
        }
    }
}
