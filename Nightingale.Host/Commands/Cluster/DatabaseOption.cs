using System.CommandLine;
using System.Data.Common;
using Nightingale.Gateway.Tokens;
using Nightingale.Host.Commands.Settings;
using Nightingale.Host.Composition;
using Npgsql;

namespace Nightingale.Host.Commands.Cluster;

/// <summary>The options that name the cluster's database, the same for every command that asks it.</summary>
internal sealed class DatabaseOption(Terminal terminal)
{
    private readonly SettingOptions _options = new(terminal, NodeKeys.OfDatabase);

    public void AddTo(Command command) => _options.AddTo(command);

    /// <summary>Reads what the database is from what was said, and notes there what is wrong with it: a flag is seen by everyone on the machine.</summary>
    /// <returns>A connection string without a password, and the file with that.</returns>
    public static (string Database, string? PasswordFile) Read(Layers layers)
    {
        var file = layers.Text(NodeKeys.PasswordFile) is { } path ? Path.GetFullPath(path) : null;
        if (file is not null && !File.Exists(file)) layers.Wrong($"{layers.NameOf(NodeKeys.PasswordFile)} is {file}; there is no such file.");
        try
        {
            var database = new NpgsqlConnectionStringBuilder(layers.Needed(NodeKeys.Database));
            if (database.Password is not (null or "")) layers.Wrong($"The database's password must not be in {layers.NameOf(NodeKeys.Database)}, where others can see it: give it by {NodeKeys.PasswordFile.Key}, $PGPASSFILE or $PGPASSWORD.");
            return (database.ConnectionString, file);
        }
        catch (Exception bad) when (bad is ArgumentException or DbException)
        {
            layers.Wrong($"{layers.NameOf(NodeKeys.Database)} cannot be read: {bad.Message} It must be like 'Host=db;Database=nightingale'.");
            return ("", file);
        }
    }

    /// <summary>Whether the command line itself names one.</summary>
    public static bool IsNamed(ParseResult parsed) => parsed.GetResult(NodeKeys.Database.Flag) is not null;

    /// <summary>Makes connections to the database that is meant.</summary>
    /// <exception cref="UsageException">None is named, or it cannot be read.</exception>
    public NpgsqlDataSource Open(ParseResult parsed)
    {
        var layers = _options.Of(parsed);
        var (database, passwordFile) = Read(layers);
        layers.Check();
        return ClusterDatabase.Open(database, passwordFile);
    }

    /// <summary>Asks the database.</summary>
    /// <exception cref="UsageException">None is named, or it cannot be read.</exception>
    /// <exception cref="StartupException">It cannot be asked.</exception>
    public async Task<T> Ask<T>(ParseResult parsed, Func<NpgsqlDataSource, Task<T>> question)
    {
        await using var database = Open(parsed);
        try
        {
            return await question(database);
        }
        catch (PostgresException unknown) when (unknown.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new StartupException("The database is no cluster's yet: the first node makes it one.", unknown);
        }
        catch (Exception fault) when (fault is NpgsqlException or TokenStoreException)
        {
            throw new StartupException("The cluster's database cannot be asked. Check its address, and that this user may read it.", fault);
        }
    }
}
