using Nightingale.Actors.Kernel;

namespace Nightingale.Bench.Engine;

/// <summary>Answered requests a second, each asker waiting for one answer before its next request.</summary>
internal static class AskMeasure
{
    private const int Requests = 400_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>A task that the queue completes, with no time limit: what a request costs at the least.</summary>
    public static Task<double> Bare(int askers)
    {
        var queue = new BareQueue<TaskCompletionSource<int>>(static asked => asked.SetResult(1));
        return Measure(askers, () =>
        {
            var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Tell(answer);
            return answer.Task;
        });
    }

    public static async Task<double> Ours(int askers)
    {
        await using var system = new ActorSystem(new());
        var actor = system.Spawn(new ChildSpec<Question>("answerer", () => new Answerer()));
        return await Measure(askers, () => actor.Ask<int>(static replyTo => new(replyTo), Timeout));
    }

    private static async Task<double> Measure(int askers, Func<Task<int>> ask)
    {
        var each = Requests / askers;
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, askers).Select(_ => Task.Run(async () =>
        {
            for (var asked = 0; asked < each; asked++) await ask();
        })));
        return each * askers / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private sealed record Question(ReplyTo<int> ReplyTo);

    private sealed class Answerer : Actor<Question>
    {
        public override ValueTask Receive(Question message)
        {
            message.ReplyTo.Reply(1);
            return ValueTask.CompletedTask;
        }
    }
}
