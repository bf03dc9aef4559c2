using Microsoft.Data.Sqlite;

using SQLitePCL;

namespace Nightingale.Actors.Journal;

/// <summary>SQLite's errors in the journal's words.</summary>
internal static class SqliteFaults
{
    /// <summary>Why the journal cannot be opened.</summary>
    public static JournalUnavailableException Opening(SqliteException fault) => new(
        fault.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another process has the journal open. Only one may at a time: stop it first.",
            raw.SQLITE_NOTADB => "The file is not a Nightingale journal, or it is damaged from its first page on. Restore it, or choose another data folder.",
            raw.SQLITE_CORRUPT => "The journal's file is damaged. Restore it from a backup.",
            raw.SQLITE_FULL => "The journal cannot be opened: the disk is full. Make room and try again.",
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY => "The journal's file cannot be opened. Check that the data folder is there and whose it is.",
            _ => $"The journal cannot be opened: {fault.Message}",
        },
        fault);

    /// <summary>What became of a change that did not succeed.</summary>
    public static JournalException Writing(Exception fault) => fault switch
    {
        JournalException known => known,
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => new AppendFailedException("The disk is full; nothing was written. The journal goes on as soon as there is room.", fault),
        // All of the commit may be in the write-ahead log although the disk reported an error: it would come back after a crash.
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR } => new UnknownOutcomeException("The disk did not confirm the commit: it may or may not be stored.", fault),
        _ => new AppendFailedException("The journal could not write; nothing was written.", fault),
    };

    /// <summary>Why something cannot be read.</summary>
    public static JournalException Reading(SqliteException fault) => fault.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
        ? new DamagedJournalException("The journal's file is damaged. Restore it from a backup.", fault)
        : new JournalUnavailableException("The journal cannot be read at the moment.", fault);
}
