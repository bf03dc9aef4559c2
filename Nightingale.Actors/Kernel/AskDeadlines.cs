namespace Nightingale.Actors.Kernel;

/// <summary>
/// The deadlines of asks, in one list with one timer. A timer for each ask would cost as much as the rest of it, and nearly all asks are answered
/// long before their deadline: so an answered one is not taken out, but dropped with others when room is needed or the timer fires.
/// </summary>
internal sealed class AskDeadlines
{
    private const int LeastRoom = 256;

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly double _perTick; // timestamps
    private SpinGate _gate;
    private ReplyTo?[] _asks = new ReplyTo?[LeastRoom];
    private int _used;
    private long _due = long.MaxValue;

    public AskDeadlines(TimeProvider time)
    {
        _time = time;
        _perTick = time.TimestampFrequency / (double)TimeSpan.TicksPerSecond;
        _timer = time.CreateTimer(static deadlines => ((AskDeadlines)deadlines!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many are neither answered nor given up.</summary>
    public int Count
    {
        get
        {
            _gate.Enter();
            var count = _asks.Take(_used).Count(ask => !ask!.IsOver);
            _gate.Exit();
            return count;
        }
    }

    public void Add(ReplyTo ask, TimeSpan timeout)
    {
        var now = _time.GetTimestamp();
        ask.Deadline = now + (long)(timeout.Ticks * _perTick);
        _gate.Enter();
        if (_used == _asks.Length) MakeRoom_NeedsGate();
        _asks[_used++] = ask;
        if (ask.Deadline < _due) Arm_NeedsGate(ask.Deadline, now);
        _gate.Exit();
    }

    private void Due()
    {
        List<ReplyTo> late = [];
        _gate.Enter();
        var now = _time.GetTimestamp();
        var next = long.MaxValue;
        foreach (var ask in _asks.AsSpan(0, _used))
            if (ask!.IsOver) continue;
            else if (ask.Deadline <= now) late.Add(ask);
            else next = Math.Min(next, ask.Deadline);
        DropThoseOver_NeedsGate(alsoBefore: now);
        if (_used == 0) _asks = new ReplyTo?[LeastRoom];
        Arm_NeedsGate(next, now);
        _gate.Exit();

        foreach (var ask in late) ask.TimedOut();
    }

    /// <summary>At least half of the room is free afterwards: so each ask is moved once or twice, however many are open.</summary>
    private void MakeRoom_NeedsGate()
    {
        DropThoseOver_NeedsGate(alsoBefore: long.MinValue);
        if (_used > _asks.Length / 2) Array.Resize(ref _asks, _asks.Length * 2);
    }

    private void DropThoseOver_NeedsGate(long alsoBefore)
    {
        var kept = 0;
        for (var index = 0; index < _used; index++)
            if (_asks[index] is { IsOver: false } ask && ask.Deadline > alsoBefore)
                _asks[kept++] = ask;
        Array.Clear(_asks, kept, _used - kept);
        _used = kept;
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
