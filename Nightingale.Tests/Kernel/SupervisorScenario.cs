using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>What happens to a supervisor of some kind. The dice are read in the light of who lives, so that every sequence means something.</summary>
internal sealed record SupervisorScenario(SupervisorSpec Spec, bool ParentResumes, IReadOnlyList<int> Dice)
{
    private static readonly Backoff Doubling = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), Jitter: 0.5, HealthyAfter: TimeSpan.FromSeconds(5));

    public static Arbitrary<SupervisorScenario> Any { get; } = Arb.From(
        from strategy in Gen.Elements(Enum.GetValues<Strategy>())
        from max in Gen.Elements(0, 1, 2, 3, 100)
        from within in Gen.Elements(2, 5, 10)
        from backoff in Gen.Elements(null, Doubling)
        from together in Gen.Elements(false, true)
        from resumes in Gen.Elements(false, true)
        from dice in Gen.Choose(0, 1_000_000).ArrayOf()
        select new SupervisorScenario(
            new(strategy, new(max, TimeSpan.FromSeconds(within))) { Backoff = backoff, StopsTogether = together, OnFailure = SteppedSupervisor.Decide }, resumes, dice),
        Shorter);

    /// <summary>Plays both; the first difference in what they do, or null.</summary>
    /// <param name="model">Says how it should be.</param>
    /// <param name="kernel">Is how it is.</param>
    /// <param name="look">Called after each move.</param>
    public string? Difference(ISupervisorPlayer model, ISupervisorPlayer kernel, Action? look = null)
    {
        List<string> moves = [];
        var spawned = 0;
        foreach (var dice in Dice)
        {
            var (name, move) = Move(dice, model, ref spawned);
            moves.Add(name);
            foreach (var player in new[] { model, kernel })
            {
                player.Roll = dice % 3 / 2.0;
                move(player);
            }

            look?.Invoke();
            if (!model.Notes.SequenceEqual(kernel.Notes, StringComparer.Ordinal) || model.Picture != kernel.Picture)
                return $"""
                    {Spec.Strategy} {Spec.Intensity}, {string.Join("; ", moves)}:
                    the model did {string.Join(", ", model.Notes)} → {model.Picture};
                    the kernel did {string.Join(", ", kernel.Notes)} → {kernel.Picture}.
                    """;
        }

        return null;
    }

    private static (string Name, Action<ISupervisorPlayer> Move) Move(int dice, ISupervisorPlayer model, ref int spawned)
    {
        var children = model.Picture.Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(child => child.Split(' '))
            .Select(words => (Number: int.Parse(words[0], CultureInfo.InvariantCulture), Up: words[1] == "up"))
            .ToList();
        var up = children.Where(child => child.Up).Select(child => child.Number).ToList();
        var (what, rest) = (dice % 20, dice / 20);
        switch (what)
        {
            case < 7 when up.Count > 0:
                var (failing, directive) = (up[rest % up.Count], DirectiveOf(rest / 7));
                return ($"fail {failing} ({directive})", player => player.Fail(failing, directive));
            case < 9 when up.Count > 0:
                var exiting = up[rest % up.Count];
                return ($"exit {exiting}", player => player.Exit(exiting));
            case 9 when children.Count > 0:
                var stopping = children[rest % children.Count].Number;
                return ($"stop {stopping}", player => player.Stop(stopping));
            case 10 or 11:
                var startFault = DirectiveOf(rest) is var fault and not Directive.Escalate ? fault : Directive.Restart;
                return ($"the next start fails ({startFault})", player => player.FailStart(startFault));
            case < 16:
                var by = TimeSpan.FromSeconds(rest % 7);
                return ($"later {by}", player => player.Pass(by));
            case 16 when rest % 4 == 0: return ("close", player => player.Close());
            case 16 or 17: return model.Suspended ? ("resume", player => player.Resume()) : ("suspend", player => player.Suspend());
            default:
                var (number, kind) = (++spawned, (RestartKind)(rest % 3));
                return ($"spawn {number} {kind}", player => player.Spawn(number, kind));
        }
    }

    // Mostly restarts: they are what a supervisor is for.
    private static Directive DirectiveOf(int dice) => (dice % 12) switch
    {
        0 => Directive.Resume,
        1 => Directive.Stop,
        2 => Directive.Escalate,
        _ => Directive.Restart,
    };

    private static IEnumerable<SupervisorScenario> Shorter(SupervisorScenario scenario)
    {
        var dice = scenario.Dice;
        if (dice.Count > 3) yield return scenario with { Dice = [.. dice.Take(dice.Count / 2)] };
        for (var left = 0; left < dice.Count; left++) yield return scenario with { Dice = [.. dice.Where((_, index) => index != left)] };
    }
}
