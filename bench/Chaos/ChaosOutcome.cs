using Nightingale.Bench.Chaos.Checking;

namespace Nightingale.Bench.Chaos;

/// <summary>What a run did and found.</summary>
/// <param name="Seed">From which seed.</param>
/// <param name="Faults">What was done to the cluster.</param>
/// <param name="Findings">What must not be.</param>
internal sealed record ChaosOutcome(int Seed, IReadOnlyList<FaultMade> Faults, IReadOnlyList<Finding> Findings)
{
    /// <summary>Commands that were acknowledged.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Requests that it took.</summary>
    public required long Attempts { get; init; }

    /// <summary>Events that they left.</summary>
    public required int Events { get; init; }

    /// <summary>Commands that instances took.</summary>
    public required int InstanceCommands { get; init; }

    /// <summary>Processes of Terraform that were seen.</summary>
    public required int TerraformProcesses { get; init; }

    /// <summary>Commits whose answer was cut off.</summary>
    public required int CutCommits { get; init; }

    /// <summary>Packets that were dropped on purpose.</summary>
    public required long LostPackets { get; init; }

    /// <summary>What the nodes printed, if it was kept.</summary>
    public required string Folder { get; init; }

    /// <summary>How long the slowest account took to answer after a fault was healed.</summary>
    public TimeSpan SlowestRecovery => Faults.Count == 0 ? TimeSpan.Zero : Faults.Max(fault => fault.Recovered);

    /// <summary>How long the slowest account took to answer while a fault lasted for which others make up.</summary>
    public TimeSpan SlowestBorne => Faults.Count == 0 ? TimeSpan.Zero : Faults.Max(fault => fault.Borne);

    /// <summary>How many findings are of some kinds.</summary>
    public int Count(params IReadOnlyList<FindingKind> kinds) => Findings.Count(finding => kinds.Contains(finding.Kind));
}

/// <summary>A fault that was made and healed.</summary>
/// <param name="Name">Which.</param>
/// <param name="What">To whom.</param>
/// <param name="Lasted">From the first deed to the last.</param>
/// <param name="Borne">How long it took until every account had answered while it lasted, where others make up for it.</param>
/// <param name="Recovered">How long after its end until every account had answered.</param>
internal sealed record FaultMade(string Name, string What, TimeSpan Lasted, TimeSpan Borne, TimeSpan Recovered);
