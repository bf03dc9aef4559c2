using Nightingale.Actors.Entities;

namespace Nightingale.Bench.Engine;

/// <summary>The work that tallies owe: it never ends by itself. Notes when the last of so many has begun.</summary>
internal sealed class OwedTally(int expected) : IWorker<TallyWork, TallyCommand>
{
    private readonly TaskCompletionSource<long> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = expected;

    /// <summary>The timestamp at which the last one began.</summary>
    public Task<long> AllRun => _all.Task;

    public async Task Run(string entityId, TallyWork work, IReport<TallyCommand> report, CancellationToken noLongerOwed)
    {
        if (Interlocked.Decrement(ref _left) == 0) _all.SetResult(TimeProvider.System.GetTimestamp());
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, noLongerOwed);
    }
}
