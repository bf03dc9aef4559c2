using System.CommandLine;
using System.Data.Common;
using Nightingale.Host.Composition;
using Npgsql;

namespace Nightingale.Host.Commands.Cluster;

/// <summary>The option that names the cluster's database, the same for every command that needs it.</summary>
internal sealed class DatabaseOption(Terminal terminal)
{
    private readonly Option<string?> _database = new("--database")
    {
        Description = "The PostgreSQL database, as a connection string without a password; that comes from $PGPASSWORD or $PGPASSFILE. Default: $NIGHTINGALE_DATABASE.",
        HelpName = "'Host=…;Database=…'",
    };

    public void AddTo(Command command) => command.Add(_database);

    /// <summary>The database that is meant.</summary>
    /// <exception cref="UsageException">None is named, or it cannot be read, or has a password: a flag is seen by everyone on the machine.</exception>
    public string Of(ParseResult parsed)
    {
        var given = parsed.GetValue(_database) ?? terminal.Environment("NIGHTINGALE_DATABASE") ?? throw new UsageException("Name the database with --database or $NIGHTINGALE_DATABASE.");
        try
        {
            var database = new NpgsqlConnectionStringBuilder(given);
            return database.Password is null or "" ? database.ConnectionString : throw new UsageException("The database's password must not be in --database, where everyone on the machine sees it: give it by $PGPASSFILE or $PGPASSWORD.");
        }
        catch (Exception bad) when (bad is ArgumentException or DbException)
        {
            throw new UsageException($"--database cannot be read: {bad.Message} It must be like 'Host=db;Database=nightingale'.");
        }
    }

    /// <summary>Asks the database.</summary>
    /// <exception cref="StartupException">It cannot be asked.</exception>
    public async Task<T> Ask<T>(ParseResult parsed, Func<NpgsqlDataSource, Task<T>> question)
    {
        await using var database = NpgsqlDataSource.Create(Of(parsed));
        try
        {
            return await question(database);
        }
        catch (PostgresException unknown) when (unknown.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new StartupException("The database is no cluster's yet: the first node makes it one.", unknown);
        }
        catch (NpgsqlException fault)
        {
            throw new StartupException("The cluster's database cannot be asked. Check its address, and that this user may read it.", fault);
        }
    }
}
