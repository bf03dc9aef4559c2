using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Health;

/// <summary>What watching tells operators.</summary>
internal static partial class HealthLog
{
    [LoggerMessage(LogLevel.Warning, "Probes are late by {Late}: this node has too much to do, or stood still.")]
    public static partial void ProbesAreLate(this ILogger log, TimeSpan late);

    [LoggerMessage(LogLevel.Error, "A probe failed for a reason of ours; it counts as a miss.")]
    public static partial void ProbeFailed(this ILogger log, Exception fault);
}
