using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>What a supervisor tells its children and what they report cross each other in every way; nothing may wait for ever.</summary>
[Category("Deterministic")]
public sealed class SupervisorCrossingTests
{
    private const int Seeds = 5_000;

    private static readonly CrossingDefect[] Defects =
    [
        new("a child that wants to go while it is being stopped reports that it went, and not that it ended") { WantsToGo = static random => random.Next(2) == 0 },
        new("the supervisor takes it for an end, and then hears the end itself")
        {
            Heard = static (state, input) => input is SupervisorInput.Exited exited && IsStopping(state, exited.Child) ? new SupervisorInput.Ended(exited.Child) : input,
        },
        new("a child that is being stopped is taken to be up, since its start is reported late")
        {
            Heard = static (state, input) => input is SupervisorInput.Started started && IsStopping(state, started.Child) ? new SupervisorInput.Ended(started.Child) : input,
        },
        new("a failure that crosses the stop ends the child")
        {
            Heard = static (state, input) => input is SupervisorInput.Failed failed && IsStopping(state, failed.Child) ? new SupervisorInput.Ended(failed.Child) : input,
        },
    ];

    [Test]
    public void Whatever_crosses_children_never_overlap_keep_their_order_and_come_to_rest() => Assert.That(FirstBroken(CrossingDefect.None), Is.Null);

    [TestCaseSource(nameof(Defects))]
    public void Control_a_defect_in_what_is_told_is_found(object defect) => Assert.That(FirstBroken((CrossingDefect)defect), Is.Not.Null);

    private static string? FirstBroken(CrossingDefect defect)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var life = new CrossedSupervisor(seed, defect);
            life.Live();
            if (life.Broken is { } broken) return $"seed {seed}: {broken}";
        }

        return null;
    }

    private static bool IsStopping(SupervisorState state, int child) => state.Children.TryGetValue(child, out var known) && known.Status is ChildStatus.Stopping;
}
