namespace Nightingale.Actors.Kernel;

/// <summary>
/// The deadlines of open asks, in one list with one timer. A timer for each ask would cost as much as the rest of it, and nearly all asks
/// are answered long before their deadline.
/// </summary>
internal sealed class AskDeadlines
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private ReplyTo? _last;
    private long _due = long.MaxValue;

    public AskDeadlines(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static deadlines => ((AskDeadlines)deadlines!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count { get; private set; }

    public void Add(ReplyTo ask, TimeSpan timeout)
    {
        var now = _time.GetTimestamp();
        ask.Deadline = now + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
        lock (_gate)
        {
            ask.Earlier = _last;
            if (_last is not null) _last.Later = ask;
            _last = ask;
            Count++;
            if (ask.Deadline < _due) Arm_NeedsGate(ask.Deadline, now);
        }
    }

    public void Remove(ReplyTo ask)
    {
        lock (_gate)
        {
            if (ask.Deadline == long.MaxValue) return;
            ask.Deadline = long.MaxValue;
            if (ask.Earlier is not null) ask.Earlier.Later = ask.Later;
            if (ask.Later is not null) ask.Later.Earlier = ask.Earlier;
            else _last = ask.Earlier;
            (ask.Earlier, ask.Later) = (null, null);
            Count--;
        }
    }

    private void Due()
    {
        List<ReplyTo> over = [];
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var next = long.MaxValue;
            for (var ask = _last; ask is not null; ask = ask.Earlier)
                if (ask.Deadline <= now) over.Add(ask);
                else next = Math.Min(next, ask.Deadline);
            Arm_NeedsGate(next, now);
        }

        foreach (var ask in over) ask.TimedOut();
    }

    private void Arm_NeedsGate(long due, long now)
    {
        _due = due;
        if (due == long.MaxValue) return;

        // Timers count whole milliseconds: one that is early by a fraction would have to be set again and again.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(_time.GetElapsedTime(now, due).TotalMilliseconds));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
