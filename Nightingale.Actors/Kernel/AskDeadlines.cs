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
        Put(ask, now);
    }

    private void Put(ReplyTo ask, long now)
    {
        _gate.Enter();
        try
        {
            if (_used == _asks.Length) MakeRoom_NeedsGate();
            _asks[_used++] = ask;
            if (ask.Deadline < _due) Arm_NeedsGate(ask.Deadline, now);
        }
        finally
        {
            _gate.Exit();
        }
    }

    // All are taken out, and those that still wait are put back one by one: so nobody spins at the gate while a long list is looked through.
    private void Due()
    {
        _gate.Enter();
        var (asks, used) = (_asks, _used);
        (_asks, _used, _due) = (new ReplyTo?[LeastRoom], 0, long.MaxValue);
        _gate.Exit();

        var now = _time.GetTimestamp();
        foreach (var ask in asks.AsSpan(0, used))
            if (ask!.IsOver) continue;
            else if (ask.Deadline <= now) ask.TimedOut();
            else Put(ask, now);
    }

    /// <summary>At least half of the room is free afterwards: so each ask is moved once or twice, however many are open.</summary>
    private void MakeRoom_NeedsGate()
    {
        DropThoseOver_NeedsGate();
        if (_used > _asks.Length / 2) Array.Resize(ref _asks, _asks.Length * 2);
    }

    private void DropThoseOver_NeedsGate()
    {
        var kept = 0;
        for (var index = 0; index < _used; index++)
            if (_asks[index] is { IsOver: false } ask)
                _asks[kept++] = ask;
        Array.Clear(_asks, kept, _used - kept);
        _used = kept;
    }

    private void Arm_NeedsGate(long due, long now)
    {
        _due = due;

        // Timers count whole milliseconds: one that is early by a fraction would have to be set again and again.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(_time.GetElapsedTime(now, due).TotalMilliseconds));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
