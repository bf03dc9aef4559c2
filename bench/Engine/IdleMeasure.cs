using Nightingale.Actors.Kernel;

namespace Nightingale.Bench.Engine;

/// <summary>Managed bytes of one that is idle, after a burst of messages that had to wait: a mailbox lets go of the room that they took.</summary>
internal static class IdleMeasure
{
    /// <summary>How many are measured.</summary>
    public const int Entities = 20_000;

    /// <summary>How many messages wait for each at once: more than a mailbox keeps room for.</summary>
    public const int Burst = 200;

    private const int AtOnce = 100;

    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Entities of the shell: each has had one command, and meanwhile many questions.</summary>
    public static async Task<double> Entity()
    {
        using var scratch = new Scratch();
        await using var node = await TallyNode.Start(scratch.Folder(), new() { PassivateAfter = TimeSpan.FromHours(1), AskTimeout = AskTimeout });
        await node.Add("warm-up");
        var before = Settled();
        foreach (var names in Enumerable.Range(0, Entities).Select(number => $"{number}").Chunk(AtOnce)) await Task.WhenAll(names.Select(name => BurstOn(node, name)));

        // Questions that were answered are let go at their time limit, together.
        await Task.Delay(AskTimeout + TimeSpan.FromSeconds(1), TimeProvider.System);
        return (Settled() - before) / (double)Entities;
    }

    /// <summary>Bare actors of the kernel.</summary>
    public static async Task<double> Actor()
    {
        await using var system = new ActorSystem(new());
        var before = Settled();
        var actors = new ActorRef<Task>[Entities];
        foreach (var numbers in Enumerable.Range(0, Entities).Chunk(AtOnce))
        {
            var (held, left) = (new TaskCompletionSource(), new CountdownEvent(numbers.Length * (Burst + 1)));
            foreach (var number in numbers)
            {
                actors[number] = system.Spawn(new ChildSpec<Task>($"{number}", () => new Quiet(left)));
                actors[number].Tell(held.Task);
                for (var message = 0; message < Burst; message++) actors[number].Tell(Task.CompletedTask);
            }

            held.SetResult();
            await Task.Run(left.Wait);
        }

        var after = Settled();
        GC.KeepAlive(actors);
        return (after - before) / (double)Entities;
    }

    // The command waits for the disk, and the questions behind it.
    private static async Task BurstOn(TallyNode node, string name)
    {
        List<Task> questions = [node.Add(name)];
        for (var question = 0; question < Burst; question++) questions.Add(node.Entities.Get(name));
        await Task.WhenAll(questions);
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class Quiet(CountdownEvent left) : Actor<Task>
    {
        public override async ValueTask Receive(Task held)
        {
            await held;
            left.Signal();
        }
    }
}
