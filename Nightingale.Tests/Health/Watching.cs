using System.Threading.Channels;
using Nightingale.Actors.Health;

namespace Nightingale.Tests.Health;

/// <summary>A watch over a server that is played by a delegate, with the moments at which it was asked.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<ProbeVerdict> _verdicts = Channel.CreateUnbounded<ProbeVerdict>();
    private readonly Task _reading;
    private int _open;
    private bool _isDisposed;

    public Watching(TimeProvider time, ProbeScheduler scheduler, Probe probe, DateTimeOffset? serverStartedAt)
    {
        _reading = Read(scheduler.Watch(Ask, serverStartedAt, _stop.Token));

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
    public async Task<ProbeVerdict?> Next() => await _verdicts.Reader.WaitToReadAsync() && _verdicts.Reader.TryRead(out var verdict) ? verdict : null;

    public async Task<T> Until<T>()
        where T : ProbeVerdict
    {
        while (true)
        {
            switch (await Next())
            {
                case T found: return found;
                case null: throw new InvalidOperationException($"The watch ended without {typeof(T).Name}.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task Read(IAsyncEnumerable<ProbeVerdict> verdicts)
    {
        try
        {
            await foreach (var verdict in verdicts) await _verdicts.Writer.WriteAsync(verdict);
        }
        catch (OperationCanceledException)
        {
            // As asked for.
        }

        _verdicts.Writer.Complete();
    }
}
