using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>PostgreSQL's errors in the journal's words.</summary>
internal static class PostgresFaults
{
    /// <summary>What became of a change that failed before its commit was sent.</summary>
    public static JournalException BeforeCommit(Exception fault) => fault switch
    {
        JournalException known => known,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new AppendFailedException("The database's disk is full; nothing was written. The journal goes on as soon as there is room.", fault),
        PostgresException => new AppendFailedException("The database refused to write; nothing was written.", fault),
        _ => new AppendFailedException("The database could not be reached; nothing was written.", fault),
    };

    /// <summary>What became of a change whose commit was sent along: only an error that the server told of, and lived on with, says that nothing was written.</summary>
    public static JournalException WithCommit(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => new OverlappingWriterException("Another node wrote the same event: it must recover."),
        PostgresException { Severity: "ERROR" } => BeforeCommit(fault),
        _ => new UnknownOutcomeException("The connection to the database ended before it confirmed the commit: it may or may not be stored.", fault),
    };

    /// <summary>Why something cannot be read.</summary>
    public static JournalUnavailableException Reading(Exception fault) => new("The journal's database cannot be read at the moment.", fault);
}
