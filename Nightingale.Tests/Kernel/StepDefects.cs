using Nightingale.Actors.Kernel;

using Effects = System.Collections.Generic.IReadOnlyList<Nightingale.Actors.Kernel.SupervisorEffect>;

namespace Nightingale.Tests.Kernel;

/// <summary>Supervisors that do something wrong: the real step with another state before it, another after it, or other effects.</summary>
internal static class StepDefects
{
    public static IReadOnlyList<SeededDefect> All { get; } =
    [
        new("failures are counted for each child") { NewStep = CountingPerChild },
        new("the window tumbles and does not slide") { NewStep = CountingInATumblingWindow },
        NotCounting("a failed start is not counted", (child, input) => input is SupervisorInput.Failed && child.Status is ChildStatus.Starting),
        NotCounting("the end of a permanent child is not counted", (_, input) => input is SupervisorInput.Exited),
        NotCounting("a failure is not counted when the child was up", (child, input) => input is SupervisorInput.Failed && child.Status is ChildStatus.Up),
        CountingToo("a temporary child's failure is counted", (state, failed) => state.Children[failed.Child].Restart is RestartKind.Temporary),
        CountingToo("a failure that is forgiven is counted", (state, failed) => state.Spec.Decide(failed.Fault) is Directive.Resume),
        CountingToo("the siblings' restarts are counted", (state, _) => state.Children.Count > 1 && state.Spec.Strategy is Strategy.OneForAll),
        Telling("children are told to stop oldest first", (_, effects) => Reversed<SupervisorEffect.Stop>(effects)),
        Telling("an end for good is told as one that another incarnation follows", (_, effects) => [.. effects.Select(effect => effect is SupervisorEffect.Stop stop ? stop with { Final = false } : effect)]),
        Telling("it goes on with its own messages while it gives up", (_, effects) => Without<SupervisorEffect.Halt>(effects)),
        Telling("the oldest child is not suspended", (_, effects) => WithoutLast<SupervisorEffect.Suspend>(effects)),
        Telling("the oldest child is not resumed", (_, effects) => WithoutLast<SupervisorEffect.Resume>(effects)),
        Telling("children are resumed oldest first", (_, effects) => Reversed<SupervisorEffect.Resume>(effects)),
        Telling("a child that is added while it is suspended is not", (input, effects) => input is SupervisorInput.Spawned ? Without<SupervisorEffect.Suspend>(effects) : effects),
        Telling("a child that is removed is not told so", (_, effects) => Without<SupervisorEffect.Remove>(effects)),
        Leaving("that it is suspended is forgotten", (_, input, after) => input is SupervisorInput.Suspend ? after with { Suspended = false } : after),
        Leaving("that it goes on is forgotten", (_, input, after) => input is SupervisorInput.Resume ? after with { Suspended = true } : after),
        Leaving("it stays as it gave up when it goes on", (before, input, after) => HasGivenUp(before, input) ? after with { Phase = SupervisorPhase.GaveUp } : after),
        Leaving("it still counts what made it give up when it goes on", (before, input, after) => HasGivenUp(before, input) ? after with { Window = before.Window } : after),
        Leaving("whose failure was escalated is not forgiven", (before, input, after) => input is SupervisorInput.Resume ? after with { Children = before.Children } : after),
        Leaving("pauses do not grow", (_, _, after) => WithChildren(after, child => child with { Failures = 0 })),
        Leaving("a group does not wait for one that waits", (_, _, after) => after.Spec.Strategy is Strategy.OneForOne ? after : WithChildren(after, child => child.Status is ChildStatus.Delayed ? child with { Status = ChildStatus.Down } : child)),
    ];

    private static Stepping CountingPerChild()
    {
        Dictionary<int, RestartWindow> windows = [];
        return (state, input) =>
        {
            if (input is not SupervisorInput.OfChild(var child)) return state.Step(input);
            var (after, effects) = (state with { Window = windows.GetValueOrDefault(child) ?? new(state.Spec.Intensity) }).Step(input);
            windows[child] = after.Window;
            return (after, effects);
        };
    }

    private static Stepping CountingInATumblingWindow()
    {
        var began = TimeSpan.MinValue;
        return (state, input) =>
        {
            if (At(input) is not { } now) return state.Step(input);
            if (began != TimeSpan.MinValue && now - began > state.Spec.Intensity.Within) state = state with { Window = new(state.Spec.Intensity) };
            var (after, effects) = state.Step(input);
            if (after.Window.Count == 1 && state.Window.Count == 0) began = now;
            return (after, effects);
        };
    }

    private static SeededDefect NotCounting(string name, Func<ChildState, SupervisorInput, bool> what) => Stepping(name, (state, input) =>
    {
        if (input is not SupervisorInput.OfChild(var number) || !state.Children.TryGetValue(number, out var child) || !what(child, input)) return state.Step(input);
        var (after, effects) = (state with { Window = new(state.Spec.Intensity with { Max = int.MaxValue }) }).Step(input);
        return (after with { Window = state.Window }, effects);
    });

    private static SeededDefect CountingToo(string name, Func<SupervisorState, SupervisorInput.Failed, bool> what) => Stepping(name, (state, input) =>
        input is SupervisorInput.Failed failed && what(state, failed) && state.Step(input) is var (after, effects)
            ? (after with { Window = after.Window.Failed(failed.Now) }, effects)
            : state.Step(input));

    private static SeededDefect Telling(string name, Func<SupervisorInput, Effects, Effects> told) => Stepping(name, (state, input) =>
    {
        var (after, effects) = state.Step(input);
        return (after, told(input, effects));
    });

    private static SeededDefect Leaving(string name, Func<SupervisorState, SupervisorInput, SupervisorState, SupervisorState> left) => Stepping(name, (state, input) =>
    {
        var (after, effects) = state.Step(input);
        return (left(state, input, after), effects);
    });

    private static SeededDefect Stepping(string name, Stepping step) => new(name) { NewStep = () => step };

    private static TimeSpan? At(SupervisorInput input) => input switch
    {
        SupervisorInput.Failed failed => failed.Now,
        SupervisorInput.Exited exited => exited.Now,
        _ => null,
    };

    private static bool HasGivenUp(SupervisorState before, SupervisorInput input) => input is SupervisorInput.Resume && before.Phase is SupervisorPhase.GaveUp;

    private static SupervisorState WithChildren(SupervisorState state, Func<ChildState, ChildState> change) => state with
    {
        Children = state.Children.SetItems(state.Children.Select(entry => KeyValuePair.Create(entry.Key, change(entry.Value)))),
    };

    private static List<SupervisorEffect> Without<TEffect>(Effects effects) => [.. effects.Where(effect => effect is not TEffect)];

    private static List<SupervisorEffect> WithoutLast<TEffect>(Effects effects) =>
        effects.OfType<TEffect>().Any() ? [.. effects.Where(effect => !ReferenceEquals(effect, effects.Last(other => other is TEffect)))] : [.. effects];

    private static List<SupervisorEffect> Reversed<TEffect>(Effects effects)
    {
        var turned = new Queue<SupervisorEffect>(effects.Where(effect => effect is TEffect).Reverse());
        return [.. effects.Select(effect => effect is TEffect ? turned.Dequeue() : effect)];
    }
}
