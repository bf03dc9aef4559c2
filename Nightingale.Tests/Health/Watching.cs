using Nightingale.Actors.Health;

namespace Nightingale.Tests.Health;

/// <summary>A watch over a server that is played by a delegate, with the moments at which it was asked.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<ProbeVerdict> _verdicts;
    private Task<bool> _next;
    private int _open;
    private bool _isDisposed;

    public Watching(TimeProvider time, ProbeScheduler scheduler, Probe probe, DateTimeOffset? serverStartedAt)
    {
        _verdicts = scheduler.Watch(Ask, serverStartedAt, _stop.Token).GetAsyncEnumerator();
        _next = _verdicts.MoveNextAsync().AsTask();

        async Task<ProbeResult> Ask(bool withKernels, CancellationToken stop)
        {
            Asked.Add(time.GetUtcNow());
            MostOpen = Math.Max(MostOpen, Interlocked.Increment(ref _open));
            try
            {
                return await probe(withKernels, stop);
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        }
    }

    public List<DateTimeOffset> Asked { get; } = [];

    public int Open => Volatile.Read(ref _open);

    public int MostOpen { get; private set; }

    public IEnumerable<TimeSpan> Gaps() => Asked.Zip(Asked.Skip(1), (one, other) => other - one);

    /// <summary>The next verdict; null when the watch is over.</summary>
    public async Task<ProbeVerdict?> Next()
    {
        if (!await _next) return null;
        var verdict = _verdicts.Current;
        _next = _verdicts.MoveNextAsync().AsTask();
        return verdict;
    }

    public async Task<T> Until<T>()
        where T : ProbeVerdict
    {
        while (true)
        {
            if (await Next() is T found) return found;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _stop.CancelAsync();
        try
        {
            await _next;
        }
        catch (OperationCanceledException)
        {
            // As asked for.
        }

        await _verdicts.DisposeAsync();
        _stop.Dispose();
    }
}
