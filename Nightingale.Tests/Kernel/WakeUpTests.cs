using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>Every interleaving of a small case of Add, Wake, Send and Rest.</summary>
[Category("Deterministic")]
public sealed class WakeUpTests
{
    [TestCase(2, TestName = "No interleaving loses a wake-up or runs two turns at once, when messages pass in the end")]
    [TestCase(3, TestName = "No interleaving loses a wake-up or runs two turns at once, when messages have to wait in the end")]
    public void No_interleaving_loses_a_wake_up_or_runs_two_turns_at_once(int signals)
    {
        var (problem, states) = Explore(WithoutProtection.None, signals);

        Assert.That(problem, Is.Null);
        Assert.That(states, Is.GreaterThan(1_000));
    }

    [TestCase(WithoutProtection.Gate, "a message waits, and no turn comes")]
    [TestCase(WithoutProtection.LookAfterResting, "waits, and no turn comes")]
    [TestCase(WithoutProtection.Compare, "two turns at once")]
    public void Control_without_a_protection_one_does(object without, string problem) =>
        Assert.That(Explore((WithoutProtection)without, signals: 2).Problem, Does.Contain(problem));

    private static (string? Problem, int States) Explore(WithoutProtection without, int signals)
    {
        HashSet<TurnsModel> seen = [new() { First = (2, 0, 0), Second = (1, 0, 0), Signaller = (signals, 0) }];
        var frontier = new Queue<TurnsModel>(seen);
        while (frontier.TryDequeue(out var state))
        {
            if (state.Problem is { } problem) return ($"{problem}: {state}", seen.Count);
            foreach (var next in state.Next(without))
                if (seen.Add(next))
                    frontier.Enqueue(next);
        }

        return (null, seen.Count);
    }
}
