using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>One step of a supervisor.</summary>
internal delegate (SupervisorState State, IReadOnlyList<SupervisorEffect> Effects) Stepping(SupervisorState state, SupervisorInput input);

/// <summary>Something wrong with a supervisor, at its edges or in what it does: a proof that does not notice it proves nothing.</summary>
internal sealed record SeededDefect(string Name)
{
    private const int Mirror = 1_000_000;

    public static SeededDefect None { get; } = new("none");

    private static readonly IReadOnlyList<SeededDefect> AtEdges =
    [
        new("one failure more than allowed is borne") { Spec = spec => spec with { Intensity = spec.Intensity with { Max = spec.Intensity.Max + 1 } } },
        new("one failure less than allowed is borne") { Spec = spec => spec with { Intensity = spec.Intensity with { Max = spec.Intensity.Max - 1 } } },
        new("a failure leaves the window at its very end") { Spec = spec => spec with { Intensity = spec.Intensity with { Within = spec.Intensity.Within - TimeSpan.FromTicks(1) } } },
        new("a failure stays in the window for ever") { Spec = spec => spec with { Intensity = spec.Intensity with { Within = TimeSpan.FromDays(1) } } },
        new("the others go with the one that failed alone") { Spec = spec => spec with { Strategy = Strategy.OneForAll } },
        new("the older ones stay though all should go") { Spec = spec => spec with { Strategy = Strategy.RestForOne } },
        new("nobody goes with the one that failed") { Spec = spec => spec with { Strategy = Strategy.OneForOne } },
        new("they stop one by one or together, but not as asked") { Spec = spec => spec with { StopsTogether = !spec.StopsTogether } },
        new("a start is health enough") { Spec = spec => spec with { Backoff = spec.Backoff is null ? null : spec.Backoff with { HealthyAfter = TimeSpan.Zero } } },
        new("nobody is ever healthy again") { Spec = spec => spec with { Backoff = spec.Backoff is null ? null : spec.Backoff with { HealthyAfter = TimeSpan.FromDays(1) } } },
        new("the youngest starts first and stops last") { Number = number => Mirror - number },
        new("a temporary child is restarted") { Kind = kind => kind is RestartKind.Temporary ? RestartKind.Transient : kind },
        new("a transient child is restarted after a normal exit") { Kind = kind => kind is RestartKind.Transient ? RestartKind.Permanent : kind },
        new("a transient child is not restarted after a failure") { Kind = kind => kind is RestartKind.Transient ? RestartKind.Temporary : kind },
        new("a permanent child is not restarted after a normal exit") { Kind = kind => kind is RestartKind.Permanent ? RestartKind.Transient : kind },
    ];

    public static IReadOnlyList<SeededDefect> InStep { get; } = [.. AtEdges, .. StepDefects.All];

    /// <summary>The model knows its children by their place, not by their number.</summary>
    public static IReadOnlyList<SeededDefect> InModel { get; } =
    [
        .. AtEdges.Where(defect => defect.Number(1) == 1),
        .. Enum.GetValues<ModelSlip>().Where(slip => slip is not ModelSlip.None).Select(slip => new SeededDefect($"the model slips: {slip}") { Slip = slip }),
    ];

    /// <summary>The step function, made anew for each play: it may remember.</summary>
    public Func<Stepping> NewStep { get; init; } = static () => static (state, input) => state.Step(input);

    /// <summary>What the model does wrong.</summary>
    public ModelSlip Slip { get; init; }

    public Func<SupervisorSpec, SupervisorSpec> Spec { get; init; } = static spec => spec;

    public Func<RestartKind, RestartKind> Kind { get; init; } = static kind => kind;

    /// <summary>What it takes a child's number for; its own inverse.</summary>
    public Func<int, int> Number { get; init; } = static number => number;

    public SupervisorInput Input(SupervisorInput input) => input switch
    {
        SupervisorInput.Spawned spawned => spawned with { Child = Number(spawned.Child), Restart = Kind(spawned.Restart) },
        SupervisorInput.OfChild of => of with { Child = Number(of.Child) },
        _ => input,
    };

    public SupervisorEffect Effect(SupervisorEffect effect) => effect switch
    {
        SupervisorEffect.Start start => start with { Child = Number(start.Child) },
        SupervisorEffect.Stop stop => stop with { Child = Number(stop.Child) },
        SupervisorEffect.Remove remove => remove with { Child = Number(remove.Child) },
        SupervisorEffect.Forgive forgive => forgive with { Child = Number(forgive.Child) },
        SupervisorEffect.Schedule schedule => schedule with { Child = Number(schedule.Child) },
        _ => effect,
    };

    public override string ToString() => Name;
}
