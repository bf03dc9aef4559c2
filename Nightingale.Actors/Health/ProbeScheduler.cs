using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Health;

/// <summary>
/// The one scheduler of a node: a wheel that one timer turns, once around in an interval. Each server that is ready has a seat on it, and its turn
/// when the wheel comes by; those that have not answered yet wait beside it and are asked more often. No server has a timer or a thread of its own.
/// </summary>
public sealed class ProbeScheduler : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(500);

    // Multiples of the golden ratio fall evenly into the circle, however many there are.
    private const double Spread = 0.6180339887498949;

    private readonly TimeProvider _time;
    private readonly ILogger<ProbeScheduler> _log;
    private readonly List<ProbeWatch>[] _wheel;
    private readonly List<ProbeWatch> _waiting = [];
    private readonly ConcurrentQueue<ProbeWatch> _arrivals = new();
    private readonly ITimer _timer;
    private readonly long _began;
    private long _tick;
    private long _seats;
    private int _isTurning;

    /// <summary>Makes the scheduler; the wheel turns until it is disposed.</summary>
    /// <exception cref="ArgumentException">The options do not hold.</exception>
    public ProbeScheduler(ProbeOptions options, TimeProvider time, ILogger<ProbeScheduler> log)
    {
        if (string.Join(' ', options.Problems()) is { Length: > 0 } problems) throw new ArgumentException(problems, nameof(options));
        (Options, _time, _log) = (options, time, log);
        _wheel = [.. Enumerable.Range(0, (int)Math.Ceiling(options.Interval / Tick)).Select(_ => new List<ProbeWatch>())];
        _began = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Turn(), state: null, Tick, Tick);
    }

    /// <summary>How servers are watched.</summary>
    public ProbeOptions Options { get; }

    /// <summary>Watches a server until it is lost.</summary>
    /// <param name="probe">Asks the server.</param>
    /// <param name="serverStartedAt">The server known to be ready, or null if none has answered yet.</param>
    /// <param name="stop">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>What the probes add up to, in order. Whoever takes long to read delays no probe.</returns>
    public async IAsyncEnumerable<ProbeVerdict> Watch(Probe probe, DateTimeOffset? serverStartedAt, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await using var watch = new ProbeWatch(probe, serverStartedAt, Options, _time, _log);
        _arrivals.Enqueue(watch);
        await foreach (var verdict in watch.Verdicts.ReadAllAsync(stop)) yield return verdict;
    }

    /// <summary>Stops the wheel: no more probes.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Turn()
    {
        // A turn that takes longer than a tick is not overtaken: the next one catches up.
        if (Interlocked.Exchange(ref _isTurning, 1) != 0) return;
        try
        {
            while (_arrivals.TryDequeue(out var watch)) (watch.IsReady ? NextSeat() : _waiting).Add(watch);
            TurnWheel();
            Visit(_waiting, watch => watch.EagerTurn());
            Seat();
        }
        finally
        {
            Volatile.Write(ref _isTurning, 0);
        }
    }

    private void TurnWheel()
    {
        var now = (long)(_time.GetElapsedTime(_began) / Tick);
        var late = Tick * (now - _tick - 1);
        if (late > Late) _log.ProbesAreLate(late);

        // After a standstill each has one turn and not one for every round that was missed: else a stopped node would take all servers for lost.
        for (var tick = Math.Max(_tick + 1, now - _wheel.Length + 1); tick <= now; tick++)
            Visit(_wheel[tick % _wheel.Length], watch => watch.Turn());
        _tick = now;
    }

    // Those that have answered meanwhile leave the waiting ones for a seat of their own.
    private void Seat() => _waiting.RemoveAll(watch =>
    {
        if (!watch.IsReady) return false;
        NextSeat().Add(watch);
        return true;
    });

    private List<ProbeWatch> NextSeat() => _wheel[(int)(_seats++ * Spread % 1 * _wheel.Length)];

    private static void Visit(List<ProbeWatch> watches, Predicate<ProbeWatch> goesOn) => watches.RemoveAll(watch => !goesOn(watch));
}
