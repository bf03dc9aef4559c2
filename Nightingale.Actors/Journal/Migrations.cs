using System.Globalization;

using Microsoft.Data.Sqlite;

using SQLitePCL;

namespace Nightingale.Actors.Journal;

/// <summary>
/// Brings a database to the newest schema. Script N (<c>schema/N.sql</c>, never changed once released) leads from schema N-1 to N, in one
/// transaction with the number itself (<c>PRAGMA user_version</c>).
/// </summary>
internal sealed class Migrations(IReadOnlyList<string> scripts)
{
    /// <summary>Marks the file as a Nightingale journal (<c>PRAGMA application_id</c>): "NGJL".</summary>
    public const long ApplicationId = 0x4E474A4C;

    /// <summary>The scripts that are embedded in this assembly.</summary>
    public static Migrations Embedded { get; } = new(ReadScripts());

    /// <summary>The newest schema that this Nightingale knows.</summary>
    public int Newest => scripts.Count;

    /// <summary>Refuses what is not a journal, and one that is too new.</summary>
    /// <returns>The schema's number; 0 for an empty database.</returns>
    /// <exception cref="JournalUnavailableException">It is of a newer version, or not a journal.</exception>
    public long Check(SqliteConnection connection)
    {
        var schema = Statement.Number(connection, "PRAGMA user_version");
        var empty = Statement.Number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (!empty && Statement.Number(connection, "PRAGMA application_id") != ApplicationId)
            throw new JournalUnavailableException("The file is a database, but not a Nightingale journal. Choose another data folder.");
        if (schema > Newest)
            throw new JournalUnavailableException($"The journal was written by a newer Nightingale (schema {schema}, this one knows {Newest}): upgrade.");
        return schema;
    }

    /// <summary>Runs the scripts that are missing.</summary>
    public void Apply(SqliteConnection connection)
    {
        for (var schema = Check(connection); schema < Newest; schema++)
            InTransaction(connection, string.Create(CultureInfo.InvariantCulture, $"{scripts[(int)schema]}; PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {schema + 1}"));
    }

    // Not ADO.NET's transaction: on a full disk SQLite has rolled back already, and its complaint about that would hide the reason.
    private static void InTransaction(SqliteConnection connection, string script)
    {
        Statement.Run(connection, "BEGIN IMMEDIATE");
        try
        {
            Statement.Run(connection, script);
            Statement.Run(connection, "COMMIT");
        }
        catch
        {
            if (raw.sqlite3_get_autocommit(connection.Handle) == 0) Statement.Run(connection, "ROLLBACK");
            throw;
        }
    }

    private static List<string> ReadScripts()
    {
        var all = new List<string>();
        while (typeof(Migrations).Assembly.GetManifestResourceStream(string.Create(CultureInfo.InvariantCulture, $"Journal.schema.{all.Count + 1}.sql")) is { } script)
            using (var reader = new StreamReader(script)) all.Add(reader.ReadToEnd());
        return all;
    }
}
