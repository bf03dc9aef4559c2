using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Kernel;

/// <summary>A message that nobody will receive.</summary>
/// <param name="Message">The message, or the answer that came too late.</param>
/// <param name="Recipient">The path of the actor it was for.</param>
/// <param name="Why">Why it was not received.</param>
public sealed record DeadLetter(object? Message, string Recipient, string Why);

/// <summary>
/// The messages that nobody will receive: all counted, all told to those who <see cref="Subscribe"/>, and logged at most once a second with the number of
/// those that were not. Logs name the type of a message, never its content.
/// </summary>
public sealed class DeadLetters
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private Action<DeadLetter>? _handlers;
    private long? _loggedAt;
    private long _count;
    private int _unlogged;

    internal DeadLetters(TimeProvider time, ILogger log) => (_time, _log) = (time, log);

    /// <summary>How many there were since the system started.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>From now on tells <paramref name="handler"/> of each dead letter, on the thread that found it. It is quick and does not throw.</summary>
    public void Subscribe(Action<DeadLetter> handler)
    {
        lock (_gate) _handlers += handler;
    }

    internal void Add(DeadLetter letter)
    {
        Interlocked.Increment(ref _count);
        Log(letter);
        try
        {
            Volatile.Read(ref _handlers)?.Invoke(letter);
        }
        catch (Exception fault)
        {
            KernelLog.DeadLetterHandlerFailed(_log, fault);
        }
    }

    /// <summary>Logs how many were not.</summary>
    internal void Flush()
    {
        lock (_gate)
        {
            if (_unlogged > 0) KernelLog.MoreDeadLetters(_log, _unlogged);
            _unlogged = 0;
        }
    }

    private void Log(DeadLetter letter)
    {
        lock (_gate)
        {
            if (_loggedAt is { } at && _time.GetElapsedTime(at) < LogEvery)
            {
                _unlogged++;
                return;
            }

            KernelLog.DeadLetter(_log, letter.Message?.GetType().Name ?? "nothing", letter.Recipient, letter.Why, _unlogged);
            (_loggedAt, _unlogged) = (_time.GetTimestamp(), 0);
        }
    }
}
