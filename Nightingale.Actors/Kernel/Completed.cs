using System.Diagnostics.CodeAnalysis;

namespace Nightingale.Actors.Kernel;

/// <summary>What came of a call that has completed.</summary>
internal static class Completed
{
    /// <summary>Returns or throws what the call did. It must have completed: its result is taken without waiting, and once.</summary>
    [SuppressMessage("Design", "MA0045:Do not use blocking calls in a sync method", Justification = "The task has completed, so nothing blocks; awaiting would cost a state machine for each message.")]
    public static void Rethrow(ValueTask completed) => completed.GetAwaiter().GetResult();
}
