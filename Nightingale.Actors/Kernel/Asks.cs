namespace Nightingale.Actors.Kernel;

/// <summary>The open asks of a system. Several lists of deadlines, so that processors do not wait for each other.</summary>
internal sealed class Asks
{
    private readonly AskDeadlines[] _deadlines;
    private readonly DeadLetters _deadLetters;

    public Asks(TimeProvider time, DeadLetters deadLetters)
    {
        _deadLetters = deadLetters;
        _deadlines = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new AskDeadlines(time))];
    }

    /// <summary>How many are neither answered nor given up.</summary>
    public int Count => _deadlines.Sum(deadlines => deadlines.Count);

    public ReplyTo<TReply> Open<TReply>(TimeSpan timeout, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, Asking.LongestTimeout);
        return new(this, _deadlines[Environment.CurrentManagedThreadId % _deadlines.Length], timeout, cancel);
    }

    /// <summary>An answer came when nobody waited any more.</summary>
    public void Late(object? answer) => _deadLetters.Add(new(answer, "ask", "The answer came when nobody waited for it any more."));
}
