using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>A child as <see cref="OtpSupervisor"/> knows it.</summary>
internal sealed class OtpChild(int number, RestartKind kind)
{
    private int _failures;

    public int Number { get; } = number;

    public RestartKind Kind { get; } = kind;

    public bool Lives { get; set; }

    /// <summary>It failed, and whoever decides about that has not.</summary>
    public bool Failed { get; set; }

    public TimeSpan? UpSince { get; set; }

    public bool IsDown => !Lives && Due is null;

    /// <summary>When its pause ends.</summary>
    public TimeSpan? Due { get; set; }

    /// <summary>Among the pauses, which this one is.</summary>
    public int Pause { get; set; }

    /// <summary>Twice as long for each failure without a healthy period before it.</summary>
    public TimeSpan NextPause(Backoff backoff, TimeSpan now, bool grows)
    {
        _failures = now - UpSince >= backoff.HealthyAfter ? 1 : _failures + 1;
        var pause = backoff.Min;
        for (var doubled = 1; grows && doubled < _failures && pause < backoff.Max; doubled++) pause *= 2;
        return pause > backoff.Max ? backoff.Max : pause;
    }
}
