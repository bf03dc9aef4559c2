using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Entities;

internal static partial class EntitiesLog
{
    [LoggerMessage(LogLevel.Warning, "The snapshot of {PersistenceId} at {Version} was not stored: {Reason}")]
    public static partial void SnapshotFailed(ILogger log, string persistenceId, long version, string reason);

    [LoggerMessage(LogLevel.Warning, "The work {Key} of {EntityId} failed and will be run again")]
    public static partial void WorkerFailed(ILogger log, string key, string entityId, Exception? fault);

    [LoggerMessage(LogLevel.Debug, "The work {Key} of {EntityId} failed while it was cancelled")]
    public static partial void WorkerFailedWhileStopping(ILogger log, string key, string entityId, Exception fault);
}
