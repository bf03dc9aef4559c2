using System.Globalization;
using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>
/// Brings a database to the newest schema. Script N (<c>schema/postgres/N.sql</c>, never changed once released) leads from schema N-1 to N, in one
/// transaction with the number itself. Of several nodes that start at once one does it, and the others wait.
/// </summary>
internal sealed class PostgresMigrations(IReadOnlyList<string> scripts)
{
    // "NGJL": one number for all of this database's migrations.
    private const long Lock = 0x4E474A4C;

    /// <summary>The scripts that are embedded in this assembly.</summary>
    public static async Task<PostgresMigrations> Embedded(CancellationToken cancel = default)
    {
        var all = new List<string>();
        while (typeof(PostgresMigrations).Assembly.GetManifestResourceStream(string.Create(CultureInfo.InvariantCulture, $"Journal.schema.postgres.{all.Count + 1}.sql")) is { } script)
            using (var reader = new StreamReader(script)) all.Add(await reader.ReadToEndAsync(cancel));
        return new(all);
    }

    /// <summary>Runs the scripts that are missing.</summary>
    /// <exception cref="JournalUnavailableException">The database is of a newer version.</exception>
    public async Task Apply(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Run(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({Lock}); CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL)"), cancel);
        var schema = await Version(connection, cancel);
        RefuseNewer(schema);
        foreach (var script in scripts.Skip((int)schema)) await Run(connection, script, cancel);
        if (schema < scripts.Count)
            await Run(connection, string.Create(CultureInfo.InvariantCulture, $"DELETE FROM schema_version; INSERT INTO schema_version VALUES ({scripts.Count})"), cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Refuses a database that this version cannot read as it is.</summary>
    /// <exception cref="JournalUnavailableException">It has no journal, or one of another version.</exception>
    public async Task Check(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancel);
            var schema = await Version(connection, cancel);
            RefuseNewer(schema);
            if (schema < scripts.Count)
                throw new JournalUnavailableException($"The database is of an older Nightingale (schema {schema}, this one reads {scripts.Count}): start a node of this version on it, or read it with the older one.");
        }
        catch (PostgresException none) when (none.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new JournalUnavailableException("The database is no cluster's yet: the first node makes it one.", none);
        }
    }

    private void RefuseNewer(long schema)
    {
        if (schema > scripts.Count)
            throw new JournalUnavailableException($"The database was written by a newer Nightingale (schema {schema}, this one knows {scripts.Count}): upgrade.");
    }

    private static async Task<long> Version(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var query = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM schema_version", connection);
        return (long)(await query.ExecuteScalarAsync(cancel))!;
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
