using System.Text;
using Nightingale.Actors.Instances;

namespace Nightingale.Tests.Instances;

/// <summary>Writes what <see cref="Lifecycle"/> found as <c>docs/lifecycle.md</c>.</summary>
internal static class LifecycleDocument
{
    private const string Head = """
        # The life of an instance

        This file is generated from the decider (`Nightingale.Actors/Instances`) by trying every command in every state that can be reached.
        A test fails when it differs from the code; write it anew with

        ```
        NIGHTINGALE_REGENERATE=1 dotnet test Nightingale.Tests --filter FullyQualifiedName~LifecycleTests
        ```


        """;

    private const string Legend = """

        - *already so*: accepted, and nothing is journalled. So is a resize to the size that it has.
        - **refused**: nothing is journalled, and the answer says what is possible instead (below).
        - Otherwise the cell names what is journalled and, where it changes, the phase that follows.
        - Of two answers the state decides: what does not run is not started when its lifetime is over.


        """;

    private const string ReportsLegend = """

        - –: accepted, and nothing is journalled, since it is about something that is no longer owed or already known.
        - **refused**: it contradicts what was asked for. Workers never report such a thing; if one did, nothing would be journalled.
        - Of two answers the state decides: the third loss within ten minutes leads to quarantine; a deadline that is told late, since the node was
          away, first gives the probe its time.
        - The meter's events are left out but where nothing else happens.


        """;

    public static string Write(IReadOnlyList<Transition> transitions)
    {
        var text = new StringBuilder(Head);
        Diagram(text, transitions);
        text.Append("\n## What people ask for\n").Append(Legend);
        Table(text, transitions, Lifecycle.PeoplesCommands, "*already so*");
        text.Append("\n## What the instance's work reports\n").Append(ReportsLegend);
        Table(text, transitions, Lifecycle.Reports, "–");
        text.Append("\n## What a refusal says\n");
        Refusals(text, transitions);
        return text.ToString();
    }

    private static void Diagram(StringBuilder text, IReadOnlyList<Transition> transitions)
    {
        text.Append("```mermaid\nstateDiagram-v2\n    [*] --> Provisioning: launch\n");
        var arrows = transitions
            .Where(transition => transition.From != transition.To && transition.From is not Phase.None)
            .GroupBy(transition => (transition.From, transition.To))
            .OrderBy(arrow => arrow.Key);
        foreach (var arrow in arrows)
        {
            var commands = arrow.Select(transition => transition.Command).Distinct(StringComparer.Ordinal);
            text.Append($"    {arrow.Key.From} --> {arrow.Key.To}: {string.Join(", ", commands)}\n");
        }

        text.Append("    Deleted --> [*]\n```\n");
    }

    private static void Table(StringBuilder text, IReadOnlyList<Transition> transitions, IReadOnlyList<string> commands, string nothing)
    {
        var phases = Enum.GetValues<Phase>();
        text.Append($"| | {string.Join(" | ", phases)} |\n|{string.Concat(Enumerable.Repeat(" --- |", phases.Length + 1))}\n");
        foreach (var command in commands)
        {
            var cells = phases.Select(phase => string.Join(" or ", transitions
                .Where(transition => transition.From == phase && transition.Command == command)
                .Select(transition => Cell(transition, nothing)).Distinct(StringComparer.Ordinal)));
            text.Append($"| **{command}** | {string.Join(" | ", cells)} |\n");
        }
    }

    private static string Cell(Transition transition, string nothing)
    {
        if (transition.Refusal is not null) return "**refused**";
        if (transition.Events.Count == 0) return nothing;
        var telling = transition.Events.Where(name => !name.StartsWith("Meter", StringComparison.Ordinal)).ToList();
        var names = string.Join(", ", telling.Count > 0 ? telling : transition.Events.Distinct(StringComparer.Ordinal));
        return transition.To == transition.From ? names : $"{names} → {transition.To}";
    }

    private static void Refusals(StringBuilder text, IReadOnlyList<Transition> transitions)
    {
        text.Append("\n| phase | command | answer |\n| --- | --- | --- |\n");
        var refusals = transitions
            .Where(transition => transition is { Refusal: not null, IsAsked: true })
            .GroupBy(transition => (transition.From, transition.Refusal));
        foreach (var refusal in refusals)
            text.Append($"| {refusal.Key.From} | {string.Join(", ", refusal.Select(transition => transition.Command))} | {refusal.Key.Refusal} |\n");
    }
}
