using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Tests.Instances;

/// <summary>What one command did in one phase.</summary>
/// <param name="From">The phase it met.</param>
/// <param name="Command">The command's name, for people.</param>
/// <param name="To">The phase it led to.</param>
/// <param name="Events">What it left in the journal.</param>
/// <param name="Refusal">Why it was refused, or null.</param>
internal sealed record Transition(Phase From, string Command, Phase To, IReadOnlyList<string> Events, string? Refusal)
{
    /// <summary>Whether a person asked for it.</summary>
    public bool IsAsked => Lifecycle.PeoplesCommands.Contains(Command, StringComparer.Ordinal);
}

/// <summary>Finds, by trying every command in every state that can be reached, what each command does in each phase.</summary>
internal static class Lifecycle
{
    private const string EndOfDeadline = " deadline";

    private static readonly InstanceRules Rules = new();
    private static readonly InstanceDecider Decider = new(Rules);
    private static readonly InstanceSpec Spec = Life.Spec with { IdleStop = TimeSpan.FromMinutes(30), Lifetime = TimeSpan.FromHours(8) };

    private static readonly ILookup<bool, string> Names = typeof(InstanceCommand).GetNestedTypes().OrderBy(type => type.MetadataToken)
        .SelectMany(type => ReportsOf(type) is { Length: > 0 } reports ? reports.Select(name => (IsAsked: false, Name: name)) : [(IsAsked: true, Name: type.Name.ToLowerInvariant())])
        .ToLookup(command => command.IsAsked, command => command.Name);

    /// <summary>Every command that is no report.</summary>
    public static IReadOnlyList<string> PeoplesCommands { get; } = [.. Names[true]];

    /// <summary>What workers and clocks tell an instance.</summary>
    public static IReadOnlyList<string> Reports { get; } = [.. Names[false]];

    /// <summary>Every transition that there is, once each, in the order of phases and commands.</summary>
    public static IReadOnlyList<Transition> Explore()
    {
        var found = new List<Transition>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { Outline(Decider.Initial) };
        var frontier = new Queue<(InstanceState State, DateTimeOffset At)>([(Decider.Initial, Life.Morning)]);
        while (frontier.TryDequeue(out var next))
            foreach (var (name, at) in Attempts(next.State, next.At))
            {
                var command = Command(name, next.State, at);
                var decision = Decider.Decide(next.State, command);
                var events = (decision as Decision<InstanceEvent>.Accepted)?.Events ?? [];
                var after = events.Aggregate(next.State, Decider.Evolve);
                var refusal = (decision as Decision<InstanceEvent>.Refused)?.Refusal.Reason;
                found.Add(new(next.State.Phase, name, after.Phase, [.. events.Select(e => e.GetType().Name)], refusal));
                if (seen.Add(Outline(after))) frontier.Enqueue((after, Moments.Latest(at, command.At)));
            }

        return [.. found
            .DistinctBy(transition => (transition.From, transition.Command, transition.To, string.Join(' ', transition.Events), transition.Refusal))
            .OrderBy(transition => transition.From)];
    }

    // What is not named here counts as a command of people: one that is new, and nobody knows how to make, fails the exploration.
    private static string[] ReportsOf(Type command) => command.Name switch
    {
        nameof(InstanceCommand.TerraformApplied) => ["Terraform applied", "outcome of an older run"],
        nameof(InstanceCommand.TerraformDestroyed) => ["Terraform destroyed"],
        nameof(InstanceCommand.TerraformFailed) => ["Terraform failed"],
        nameof(InstanceCommand.ServerAnswered) => ["Jupyter answers"],
        nameof(InstanceCommand.ActivitySeen) => ["activity"],
        nameof(InstanceCommand.ServerLost) => ["Jupyter lost", "finding about an older server"],
        nameof(InstanceCommand.DeadlinePassed) => [.. Enum.GetNames<Deadline>().Select(deadline => deadline.ToLowerInvariant() + EndOfDeadline)],
        nameof(InstanceCommand.UsageCounted) => ["usage counted"],
        nameof(InstanceCommand.TrafficCounted) => ["traffic"],
        _ => [],
    };

    // Each command soon after, and what people ask for also when the lifetime is over.
    private static IEnumerable<(string Name, DateTimeOffset At)> Attempts(InstanceState state, DateTimeOffset at) =>
    [
        .. PeoplesCommands.Concat(Reports).Select(name => (name, at.AddSeconds(7))),
        .. PeoplesCommands.Select(name => (name, Moments.Latest(at, state.EndOfLife()).AddSeconds(7))),
    ];

    // States that differ in nothing that a rule asks for are one: without their times and numbers there are finitely many.
    private static string Outline(InstanceState state) => string.Join(' ', state.Phase, state.Wish?.Action, state.Wish?.Running, state.MeterOpenSince is null, state.ProviderId is null,
        state.Losses.Length, state.Uncounted.IsEmpty, state.LastActivityAt is null, state.WatchedSince is null, state.Spec?.Size.Name,
        state.EndOfLife() <= state.PhaseSince);

    private static InstanceCommand Command(string name, InstanceState state, DateTimeOffset at) => name switch
    {
        "launch" => new InstanceCommand.Launch(at, Life.Id, Spec),
        "Terraform applied" => new InstanceCommand.TerraformApplied(at, state.Run, Life.Up),
        "Terraform destroyed" => new InstanceCommand.TerraformDestroyed(at, state.Run),
        "Terraform failed" => new InstanceCommand.TerraformFailed(at, state.Run, FailureClass.Permanent, "the provider's words"),
        "outcome of an older run" => new InstanceCommand.TerraformApplied(at, state.Run - 1, Life.Up),
        "Jupyter answers" => new InstanceCommand.ServerAnswered(at, state.Generation, at),
        "activity" => new InstanceCommand.ActivitySeen(at, state.Generation, at, 1, 0),
        "Jupyter lost" => new InstanceCommand.ServerLost(at, state.Generation, at, "connection refused"),
        "finding about an older server" => new InstanceCommand.ServerLost(at, state.Generation - 1, at, "connection refused"),
        _ when name.EndsWith(EndOfDeadline, StringComparison.Ordinal) => Passed(Enum.Parse<Deadline>(name[..^EndOfDeadline.Length], ignoreCase: true), state, at),
        "usage counted" => new InstanceCommand.UsageCounted(at, state.NextMeter - 1),
        "traffic" => new InstanceCommand.TrafficCounted(at, "gateway", state.IngressBytes + 1, state.EgressBytes),
        _ => Verbs.Command(name, at, state.Spec?.Size == Life.Large ? Life.Small : Life.Large),
    };

    private static InstanceCommand.DeadlinePassed Passed(Deadline deadline, InstanceState state, DateTimeOffset at)
    {
        var due = Deadlines.Due(Rules, state, deadline) ?? at;
        return new(Moments.Latest(at, due), deadline, due);
    }
}
