using System.Diagnostics;

namespace Nightingale.Actors.Health;

/// <summary>What the probes of one server have met so far. Pure: a result and the time go in, the next history and perhaps a verdict come out.</summary>
/// <param name="ServerStartedAt">The server known to be ready, or null before any answered: until then, misses are just waiting, unless they say that it is gone.</param>
public sealed record ProbeHistory(DateTimeOffset? ServerStartedAt)
{
    /// <summary>Whether a server has answered, in this watch or before it: from then on, silence is a loss.</summary>
    public bool IsReady => ServerStartedAt is not null;

    /// <summary>The last good answer of this watch.</summary>
    public DateTimeOffset? LastAnsweredAt { get; private init; }

    /// <summary>Misses in a row that count.</summary>
    public int Misses { get; private init; }

    private int KernelsBusy { get; init; }

    private DateTimeOffset? KernelsAskedAt { get; init; }

    private ProbeVerdict.Activity? Told { get; init; }

    private DateTimeOffset? ToldAt { get; init; }

    /// <summary>Whether the next probe is to ask which kernels compute.</summary>
    public bool KernelsAreDue(ProbeOptions options, DateTimeOffset now) => IsOver(options.KernelsEvery, KernelsAskedAt, now);

    /// <summary>Takes in what a probe met.</summary>
    public (ProbeHistory Next, ProbeVerdict? Verdict) After(ProbeOptions options, ProbeResult result, DateTimeOffset now) => result switch
    {
        ProbeResult.Answer answer => AfterAnswer(options, answer, now),
        ProbeResult.Miss miss => AfterMiss(options, miss),
        _ => throw new UnreachableException($"Nothing says what follows from {result.GetType().Name}."),
    };

    private (ProbeHistory, ProbeVerdict?) AfterAnswer(ProbeOptions options, ProbeResult.Answer answer, DateTimeOffset now)
    {
        var next = this with
        {
            LastAnsweredAt = now,
            Misses = 0,
            KernelsBusy = answer.Kernels == 0 ? 0 : answer.KernelsBusy ?? KernelsBusy,
            KernelsAskedAt = answer.KernelsBusy is null ? KernelsAskedAt : now,
        };
        if (answer.ServerStartedAt != ServerStartedAt)
            return (next with { ServerStartedAt = answer.ServerStartedAt, Told = null }, new ProbeVerdict.Answered(answer.ServerStartedAt));

        var seen = new ProbeVerdict.Activity(answer.LastActivityAt, answer.Kernels, next.KernelsBusy);
        return IsNews(options, seen, now) ? (next with { Told = seen, ToldAt = now }, seen) : (next, null);
    }

    // What a kernel computes keeps an instance from idle stop: that is told at once. Other activity is told at once after a calm time and
    // now and then while it goes on, so that its last moment is never held back for longer than the pause between two reports.
    private bool IsNews(ProbeOptions options, ProbeVerdict.Activity seen, DateTimeOffset now) =>
        seen != Told && (seen.KernelsBusy != Told?.KernelsBusy || IsOver(options.ActivityEvery, ToldAt, now));

    private (ProbeHistory, ProbeVerdict?) AfterMiss(ProbeOptions options, ProbeResult.Miss miss)
    {
        if (!IsReady && !miss.IsGone) return (this with { Misses = 0 }, null);
        var next = this with { Misses = Misses + 1 };
        return next.Misses == options.Misses ? (next, new ProbeVerdict.Lost(LastAnsweredAt, Words(next.Misses, miss))) : (next, null);
    }

    private static string Words(int misses, ProbeResult.Miss last) =>
        misses == 1 ? $"Jupyter missed a probe because {last.Reason}." : $"Jupyter missed {misses} probes in a row, the last one because {last.Reason}.";

    // A clock that was set back must not hold reports back until it has caught up.
    private static bool IsOver(TimeSpan pause, DateTimeOffset? since, DateTimeOffset now) => since is not { } then || now - then >= pause || now < then;
}
