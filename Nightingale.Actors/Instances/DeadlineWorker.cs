using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Instances;

/// <summary>Says when a moment that the state waits for has passed; at once for one that passed while no node ran.</summary>
public sealed class DeadlineWorker(TimeProvider time) : IWorker<InstanceWork, InstanceCommand>
{
    /// <inheritdoc/>
    public async Task Run(string entityId, InstanceWork work, IReport<InstanceCommand> report, CancellationToken noLongerOwed)
    {
        var (deadline, due) = (InstanceWork.Await)work;
        // A timer may fire a little early by the clock that people read: never report before the moment has come.
        while (due - time.GetUtcNow() is { } left && left > TimeSpan.Zero)
            await Task.Delay(left < Longest ? left : Longest, time, noLongerOwed);

        await report.Tell(new InstanceCommand.DeadlinePassed(time.Moment(), deadline, due));
    }

    /// <summary>A timer takes at most about 49 days; and after the machine slept, its clock has moved while ours has not.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
}
