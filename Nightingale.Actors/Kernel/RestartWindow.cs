using System.Collections.Immutable;

namespace Nightingale.Actors.Kernel;

/// <summary>The failures of a supervisor's children within its sliding window.</summary>
internal sealed class RestartWindow
{
    private readonly RestartIntensity _intensity;
    private readonly ImmutableQueue<TimeSpan> _failures;

    /// <summary>No failures yet.</summary>
    public RestartWindow(RestartIntensity intensity)
        : this(intensity, [], 0)
    {
    }

    private RestartWindow(RestartIntensity intensity, ImmutableQueue<TimeSpan> failures, int count) =>
        (_intensity, _failures, Count) = (intensity, failures, count);

    /// <summary>Failures within the window that ended with the last of them.</summary>
    public int Count { get; }

    /// <summary>Whether there were more than the intensity allows.</summary>
    public bool Tripped => Count > _intensity.Max;

    /// <summary>The window after one more failure.</summary>
    /// <param name="now">Monotonic, never less than at the failure before.</param>
    public RestartWindow Failed(TimeSpan now)
    {
        var (recent, count) = (_failures, Count);
        for (; !recent.IsEmpty && recent.Peek() + _intensity.Within < now; count--) recent = recent.Dequeue();
        return new(_intensity, recent.Enqueue(now), count + 1);
    }
}
