using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Journal;

/// <summary>What the journal tells its operators.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The journal is open under epoch {Epoch}.")]
    public static partial void Opened(ILogger log, long epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Requests} requests failed; nothing of it was written.")]
    public static partial void CommitFailed(ILogger log, int requests, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber to the journal threw; it may have missed events.")]
    public static partial void SubscriberFailed(ILogger log, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of {PersistenceId} is corrupt and was ignored; the entity replays its events.")]
    public static partial void SnapshotCorrupt(ILogger log, string persistenceId);

    [LoggerMessage(Level = LogLevel.Error, Message = "No checkpoint could be written; the next one will cover what this one would have.")]
    public static partial void CheckpointFailed(ILogger log, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key that signed the journal's checkpoints is gone; key {KeyId} signs from now on, and no key endorses it. Verification will say so.")]
    public static partial void KeyLost(ILogger log, string keyId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Key {KeyId} signs the journal's checkpoints from now on.")]
    public static partial void KeyRotated(ILogger log, string keyId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "News of what other nodes commit broke off: {Reason} It is taken up again, and nothing is missed.")]
    public static partial void NewsBroke(ILogger log, string reason);
}
