using Npgsql;

namespace Nightingale.Host.Composition;

/// <summary>The cluster's database, and where its password comes from.</summary>
internal static class ClusterDatabase
{
    // The few statements that make up nearly all of the work are planned once a connection, not each time.
    private const int StatementsPrepared = 32;

    /// <summary>Makes connections.</summary>
    /// <param name="database">A connection string without a password.</param>
    /// <param name="passwordFile">The file whose first line is the password, read for each new connection so that it can be changed while nodes go on; null: <c>PGPASSWORD</c> or <c>PGPASSFILE</c>.</param>
    public static NpgsqlDataSource Open(string database, string? passwordFile)
    {
        var builder = new NpgsqlDataSourceBuilder(database);
        if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0) builder.ConnectionStringBuilder.MaxAutoPrepare = StatementsPrepared;
        if (passwordFile is not null) builder.UsePasswordProvider(_ => Password(File.ReadLines(passwordFile)), async (_, cancel) => Password(await File.ReadAllLinesAsync(passwordFile, cancel)));
        return builder.Build();
    }

    private static string Password(IEnumerable<string> lines) => lines.FirstOrDefault() ?? "";
}
