using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Journal;

/// <summary>What the journal tells its operators.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The journal is open under epoch {Epoch}, with {Events} events.")]
    public static partial void Opened(ILogger log, long epoch, long events);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Requests} requests failed; nothing of it was written.")]
    public static partial void CommitFailed(ILogger log, int requests, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber to the journal threw; it may have missed events.")]
    public static partial void SubscriberFailed(ILogger log, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of {PersistenceId} is corrupt and was ignored; the entity replays its events.")]
    public static partial void SnapshotCorrupt(ILogger log, string persistenceId);
}
