namespace Nightingale.Actors.Health;

/// <summary>What the probes of one server have met so far. Pure: results and times go in, the next history and verdicts come out.</summary>
/// <param name="Options">How many misses are too many.</param>
/// <param name="Known">Whether the server had answered before this watch began: then silence from the start is a loss.</param>
public sealed record ProbeHistory(ProbeOptions Options, bool Known)
{
    /// <summary>The last good answer in this watch.</summary>
    public DateTimeOffset? LastAnsweredAt { get; private init; }

    /// <summary>Misses since then.</summary>
    public int Misses { get; private init; }

    /// <summary>Kernels, busy or not, as last heard.</summary>
    public int Kernels => Heard?.Kernels ?? 0;

    private ProbeResult.Answer? Heard { get; init; }

    private ProbeVerdict.Active? Told { get; init; }

    private DateTimeOffset ToldAt { get; init; }

    /// <summary>Takes a probe's result.</summary>
    /// <returns>The next history, and the verdicts that this result adds.</returns>
    public (ProbeHistory Next, IReadOnlyList<ProbeVerdict> Verdicts) After(ProbeResult result, DateTimeOffset now) => result switch
    {
        ProbeResult.Answer answer => AfterAnswer(answer, now),
        ProbeResult.Miss miss => AfterMiss(miss),
        _ => throw new InvalidOperationException($"A probe cannot meet {result}."),
    };

    private (ProbeHistory, IReadOnlyList<ProbeVerdict>) AfterAnswer(ProbeResult.Answer answer, DateTimeOffset now)
    {
        var verdicts = new List<ProbeVerdict>();
        if (Heard?.StartedAt != answer.StartedAt) verdicts.Add(new ProbeVerdict.Answered(answer.StartedAt));

        var busy = answer.Kernels == 0 ? 0 : answer.KernelsBusy ?? Told?.KernelsBusy ?? 0;
        var active = new ProbeVerdict.Active(answer.LastActivityAt, answer.Kernels, busy);
        var next = this with { Heard = answer, LastAnsweredAt = now, Misses = 0 };
        if (IsNews(active, now))
        {
            verdicts.Add(active);
            next = next with { Told = active, ToldAt = now };
        }

        return (next, verdicts);
    }

    // Kernels are told at once. Mere activity is told at once after a calm time and now and then while it goes on: its last word is
    // never held back for longer than the pause between two tellings.
    private bool IsNews(ProbeVerdict.Active active, DateTimeOffset now) =>
        Told is null
        || active.Kernels != Told.Kernels
        || active.KernelsBusy != Told.KernelsBusy
        || (active.LastActivityAt != Told.LastActivityAt && now - ToldAt >= Options.ActivityEvery);

    private (ProbeHistory, IReadOnlyList<ProbeVerdict>) AfterMiss(ProbeResult.Miss miss)
    {
        var next = this with { Misses = Misses + 1 };
        var lost = (Known || LastAnsweredAt is not null) && next.Misses == Options.Misses;
        return (next, lost ? [new ProbeVerdict.Lost(LastAnsweredAt, miss.Reason)] : []);
    }
}
