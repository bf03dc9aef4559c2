using System.Collections.Immutable;

namespace Nightingale.Actors.Kernel;

/// <summary>A supervisor and its children, as a value: see <see cref="Step"/>.</summary>
internal sealed record SupervisorState(SupervisorSpec Spec)
{
    private static readonly Comparer<int> NewestFirst = Comparer<int>.Create(static (one, other) => other.CompareTo(one));

    /// <summary>The children by number, the one that started last first: the order in which they stop.</summary>
    public ImmutableSortedDictionary<int, ChildState> Children { get; init; } = ImmutableSortedDictionary.Create<int, ChildState>(NewestFirst);

    public RestartWindow Window { get; init; } = new(Spec.Intensity);

    public SupervisorPhase Phase { get; init; }

    public bool Suspended { get; init; }

    /// <summary>Why it gives up.</summary>
    public Exception? Reason { get; init; }

    /// <summary>Takes one input; touches nothing but the result.</summary>
    public (SupervisorState State, IReadOnlyList<SupervisorEffect> Effects) Step(SupervisorInput input) => new SupervisorStep(this).Take(input);
}

/// <summary>One child as its supervisor sees it.</summary>
internal sealed record ChildState(int Number, string Name, RestartKind Restart)
{
    public ChildStatus Status { get; init; }

    /// <summary>It will be gone for good.</summary>
    public bool Leaving { get; init; }

    /// <summary>Its incarnation must end, to be followed by another.</summary>
    public bool Renewing { get; init; }

    /// <summary>Failures without a healthy period between them.</summary>
    public int Failures { get; init; }

    /// <summary>When its incarnation started.</summary>
    public TimeSpan? UpSince { get; init; }

    /// <summary>The pause it owes before its next start.</summary>
    public TimeSpan Delay { get; init; }

    public bool HasIncarnation => Status is ChildStatus.Starting or ChildStatus.Up or ChildStatus.Failed or ChildStatus.StartFailed;

    public bool Condemned => Leaving || Renewing;
}

internal enum ChildStatus
{
    Starting,
    Up,
    Failed,
    StartFailed,
    Stopping,
    Down,
    Delayed,
}

internal enum SupervisorPhase
{
    Open,
    GivingUp,
    GaveUp,
    Closing,
    Closed,
}
