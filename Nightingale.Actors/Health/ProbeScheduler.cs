namespace Nightingale.Actors.Health;

/// <summary>
/// The one scheduler of a node: each watched server is asked once an interval, their turns spread over it. A server has at most one probe
/// outstanding; one that has not come back by the server's next turn is cancelled and is a miss, so probes never pile up on a slow server.
/// </summary>
public sealed class ProbeScheduler(ProbeOptions options, TimeProvider time)
{
    /// <summary>The golden ratio spreads any number of turns evenly, whenever they are added.</summary>
    private const double Spread = 0.6180339887498949;

    private long _watches;
    private int _watching;
    private int _outstanding;

    /// <summary>How many servers are watched.</summary>
    public int Watching => Volatile.Read(ref _watching);

    /// <summary>How many probes wait for an answer; never more than <see cref="Watching"/>.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Asks again and again until told to end: eagerly until the first answer, then once an interval.</summary>
    /// <param name="probe">What to ask.</param>
    /// <param name="known">Whether the server has answered before: then the pace is calm from the start.</param>
    /// <param name="result">Gets each result in order and says whether to go on; the next turn waits for it. What it throws ends the watch.</param>
    /// <param name="stop">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    public async Task Watch(IProbe probe, bool known, Func<ProbeResult, Task<bool>> result, CancellationToken stop)
    {
        Interlocked.Increment(ref _watching);
        try
        {
            await Turns(probe, known, result, stop);
        }
        finally
        {
            Interlocked.Decrement(ref _watching);
        }
    }

    private async Task Turns(IProbe probe, bool known, Func<ProbeResult, Task<bool>> result, CancellationToken stop)
    {
        var pace = known ? options.Interval : options.EagerInterval;
        if (known) await Task.Delay(options.Interval * (Interlocked.Increment(ref _watches) * Spread % 1), time, stop);
        for (var turn = 0; ; turn++)
        {
            var began = time.GetTimestamp();
            var met = await Ask(probe, kernels: turn % options.KernelsEvery == 0, stop);
            if (!await result(met)) return;
            pace = met is ProbeResult.Answer ? options.Interval : Slower(pace);
            // Counted from this turn's beginning: a slow server is asked no more seldom than a fast one.
            var left = pace - time.GetElapsedTime(began);
            if (left > TimeSpan.Zero) await Task.Delay(left, time, stop);
        }
    }

    private TimeSpan Slower(TimeSpan pace) => pace * 2 < options.Interval ? pace * 2 : options.Interval;

    private async Task<ProbeResult> Ask(IProbe probe, bool kernels, CancellationToken stop)
    {
        using var bound = new CancellationTokenSource(options.Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, stop);
        Interlocked.Increment(ref _outstanding);
        try
        {
            return await probe.Ask(kernels, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new ProbeResult.Miss($"Jupyter did not answer within {options.Interval.TotalSeconds:0.#} s");
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }
}
