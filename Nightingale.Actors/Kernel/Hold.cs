namespace Nightingale.Actors.Kernel;

/// <summary>Why an actor receives no messages; none means that it does.</summary>
[Flags]
internal enum Hold
{
    None = 0,

    /// <summary>No incarnation has started.</summary>
    Down = 1,

    /// <summary>A call has not completed.</summary>
    Busy = 2,

    /// <summary>It failed, and its supervisor has not decided.</summary>
    Failed = 4,

    /// <summary>An ancestor failed.</summary>
    Suspended = 8,

    /// <summary>It gave up on its children and will fail when they have stopped.</summary>
    Halted = 16,

    /// <summary>Its incarnation is ending.</summary>
    Ending = 32,
}

/// <summary>What an actor does, as people are told.</summary>
internal static class HoldStates
{
    public static ActorState State(this Hold hold, bool hasIncarnation) => hold switch
    {
        Hold.None or Hold.Busy => ActorState.Running,
        _ when hold.HasFlag(Hold.Ending) => ActorState.Stopping,
        _ when (hold & (Hold.Failed | Hold.Halted)) != Hold.None => ActorState.Failed,
        _ when hold.HasFlag(Hold.Down) => hasIncarnation ? ActorState.Starting : ActorState.Waiting,
        _ => ActorState.Suspended,
    };
}
