using System.Globalization;
using Npgsql;

namespace Nightingale.Bench.Chaos.Machines;

/// <summary>
/// A real PostgreSQL on a machine of its own, which may be killed. Who looks from outside does so over a Unix socket, which no fault of the network
/// touches. What it wrote outlives its process, not the real machine: its files are not synced.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    public const int Port = 5432;

    private const string User = "postgres";

    private readonly Machine _machine;
    private readonly string _folder;

    private Database(Machine machine, string folder) => (_machine, _folder) = (machine, folder);

    /// <summary>Its socket on this machine.</summary>
    public string Socket => $"{_folder}/.s.PGSQL.{Port}";

    /// <summary>Connections from outside.</summary>
    public NpgsqlDataSource Outside { get; private set; } = null!;

    /// <summary>How nodes connect to it.</summary>
    public string ConnectionString(int port) => $"Host={_machine.Address};Port={port};Username={User};Database={User};Maximum Pool Size=30;Auto Prepare Min Usages={int.MaxValue}";

    /// <summary>Makes one.</summary>
    public static async Task<Database> Start(Machine machine, CancellationToken cancel)
    {
        var database = new Database(machine, Directory.CreateTempSubdirectory("ngb-pg-").FullName);
        await Child.Run(database._folder, "chown", [User, database._folder], cancel);
        await database.Run("initdb", ["-U", User, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"], cancel);
        await File.AppendAllTextAsync(
            $"{database._folder}/data/postgresql.conf",
            $"listen_addresses = '{machine.Address}'\nunix_socket_directories = '{database._folder}'\nmax_connections = 300\nfsync = off\n",
            cancel);
        await File.AppendAllTextAsync($"{database._folder}/data/pg_hba.conf", "host all all 10.77.0.0/24 trust\n", cancel);
        database.Outside = NpgsqlDataSource.Create($"Host={database._folder};Username={User};Database={User};Pooling=false");
        await database.Start(cancel);
        return database;
    }

    /// <summary>Starts it, again if need be: what a killed one left must end first.</summary>
    public Task Start(CancellationToken cancel) => Until.True(
        async () =>
        {
            try
            {
                await Run("pg_ctl", ["-w", "-l", $"{_folder}/server.log", "start"], cancel);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        },
        TimeSpan.FromMilliseconds(200),
        cancel);

    /// <summary>kill -9.</summary>
    public async Task Kill(CancellationToken cancel)
    {
        var process = (await File.ReadAllLinesAsync($"{_folder}/data/postmaster.pid", cancel))[0];
        await Child.Run(_folder, "kill", ["-KILL", process], cancel);
    }

    /// <summary>Runs SQL from outside.</summary>
    public async Task Execute(string sql, CancellationToken cancel)
    {
        await using var command = Outside.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>How many shards nobody holds who lives.</summary>
    public async Task<int> FreeShards(CancellationToken cancel)
    {
        await using var query = Outside.CreateCommand("SELECT count(*)::int FROM lease WHERE NOT EXISTS (SELECT FROM node WHERE node.id = lease.owner)");
        return Convert.ToInt32(await query.ExecuteScalarAsync(cancel), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Outside.DisposeAsync();
        if (File.Exists($"{_folder}/data/postmaster.pid")) await Run("pg_ctl", ["-m", "immediate", "-w", "stop"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    // It refuses to run as root.
    private Task Run(string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var bin = Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last();
        return Child.Run(_folder, "nsenter", [.. _machine.Through[1..], "runuser", "-u", User, "--", $"{bin}/bin/{program}", "-D", $"{_folder}/data", .. arguments], cancel);
    }
}
