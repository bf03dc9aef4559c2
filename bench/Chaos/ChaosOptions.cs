namespace Nightingale.Bench.Chaos;

/// <summary>How a run is to be.</summary>
internal sealed record ChaosOptions
{
    /// <summary>What is drawn, and when: the same faults in the same order.</summary>
    public required int Seed { get; init; }

    /// <summary>How long faults are made.</summary>
    public required TimeSpan Lasts { get; init; }

    /// <summary>How many nodes run from the start. Default 3.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>How long a node lives without a renewal. Default 3 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many send commands at once. Default 6.</summary>
    public int Clients { get; init; } = 6;

    /// <summary>How many accounts they send them to. Default 120.</summary>
    public int Accounts { get; init; } = 120;

    /// <summary>How many instances are started and stopped meanwhile. Default 2.</summary>
    public int Instances { get; init; } = 2;

    /// <summary>Whether epochs rise and events are unique. The control says no, and must be found out.</summary>
    public bool Fenced { get; init; } = true;

    /// <summary>Whether what the nodes printed stays.</summary>
    public bool KeepsFolder { get; init; }
}
