using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Projections;

internal static partial class ProjectionsLog
{
    [LoggerMessage(1, LogLevel.Information, "The projections have read {Events} events in {Milliseconds:0} ms.")]
    public static partial void CaughtUp(this ILogger log, long events, double milliseconds);

    [LoggerMessage(2, LogLevel.Debug, "Shard {Shard}: event {Expected} was expected and {Announced} announced; the events between are read from the journal.")]
    public static partial void GapFilled(this ILogger log, int shard, long expected, long announced);
}
