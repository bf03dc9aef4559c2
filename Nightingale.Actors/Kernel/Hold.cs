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
