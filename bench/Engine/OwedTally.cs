using Nightingale.Actors.Entities;

namespace Nightingale.Bench.Engine;

/// <summary>The work that tallies owe: it never ends by itself. Notes when the last of so many has begun, and how many of those that owe nothing were
/// back when 99 in 100 and when the last had.</summary>
internal sealed class OwedTally(int expected) : IWorker<TallyWork, TallyCommand>
{
    private readonly TaskCompletionSource<(long At, int OthersAtMost, int OthersAtLast)> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _few = expected / 100;
    private int _left = expected;
    private int _othersBack;
    private int _othersAtMost;

    /// <summary>The timestamp at which the last one began, and the others that had been recovered when 99 in 100 and when the last had begun.</summary>
    public Task<(long At, int OthersAtMost, int OthersAtLast)> AllRun => _all.Task;

    /// <summary>An entity has been recovered.</summary>
    public void CameBack(TallyState state)
    {
        if (!state.Owes) Interlocked.Increment(ref _othersBack);
    }

    public async Task Run(string entityId, TallyWork work, IReport<TallyCommand> report, CancellationToken noLongerOwed)
    {
        var left = Interlocked.Decrement(ref _left);
        if (left == _few) Volatile.Write(ref _othersAtMost, Volatile.Read(ref _othersBack));
        if (left == 0) _all.SetResult((TimeProvider.System.GetTimestamp(), Volatile.Read(ref _othersAtMost), Volatile.Read(ref _othersBack)));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, noLongerOwed);
    }
}
