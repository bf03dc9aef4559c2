using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>Something wrong with a step function, planted at its edges: a proof that does not notice it proves nothing.</summary>
internal sealed record SeededDefect(string Name)
{
    private const int Mirror = 1_000_000;

    public static SeededDefect None { get; } = new("none");

    public static IReadOnlyList<SeededDefect> All { get; } =
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

    /// <summary>The model knows its children by their place, not by their number.</summary>
    public static IReadOnlyList<SeededDefect> InModel { get; } = [.. All.Where(defect => defect.Number(1) == 1)];

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
