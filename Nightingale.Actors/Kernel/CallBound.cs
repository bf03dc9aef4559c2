namespace Nightingale.Actors.Kernel;

/// <summary>The time that the call in hand has left once its incarnation ends.</summary>
internal sealed class CallBound : Signal
{
    private readonly Calls _cell;
    private readonly ITimer _timer;

    public CallBound(Calls cell, TimeProvider time, TimeSpan within)
    {
        _cell = cell;
        _timer = time.CreateTimer(static bound => ((CallBound)bound!).Passed(), this, within, Timeout.InfiniteTimeSpan);
    }

    public void Cancel() => _timer.Dispose();

    private void Passed() => _cell.BoundPassed(this);
}
