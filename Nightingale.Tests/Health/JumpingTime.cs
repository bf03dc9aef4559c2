namespace Nightingale.Tests.Health;

/// <summary>A clock that stands still and then jumps: each timer fires once after a jump, however long it was, as in a process that was stopped.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private readonly List<(TimerCallback Fire, object? State)> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Add((callback, state));
        return new Timer();
    }

    public void Jump(TimeSpan by)
    {
        _now += by;
        foreach (var (fire, state) in _timers) fire(state);
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
