using Npgsql;

namespace Nightingale.Bench.Cluster;

/// <summary>A real PostgreSQL of the benchmark's own with PostgreSQL's own settings, <c>fsync</c> among them, on a Unix socket in a scratch folder.</summary>
internal sealed class LocalDatabase : IAsyncDisposable
{
    private readonly string _folder;
    private int _databases;

    private LocalDatabase(string folder) => _folder = folder;

    /// <summary>Makes a server and starts it.</summary>
    public static async Task<LocalDatabase> Start(CancellationToken cancel)
    {
        var database = new LocalDatabase(Directory.CreateTempSubdirectory("ngb-pg-").FullName);
        if (Environment.IsPrivilegedProcess) await Child.Run(database._folder, "chown", ["postgres", database._folder], cancel);
        await database.Run("initdb", ["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"], cancel);
        await database.Run("pg_ctl", ["-w", "-l", $"{database._folder}/server.log", "-o", $"-c listen_addresses= -c unix_socket_directories={database._folder}", "start"], cancel);
        return database;
    }

    /// <summary>How to connect to an empty database.</summary>
    public async Task<string> Empty(CancellationToken cancel)
    {
        var name = $"bench_{++_databases}";
        await using var admin = NpgsqlDataSource.Create(Connection("postgres") + ";Pooling=false");
        await using var create = admin.CreateCommand($"CREATE DATABASE {name} TEMPLATE template0");
        await create.ExecuteNonQueryAsync(cancel);
        return Connection(name) + ";Maximum Pool Size=20";
    }

    /// <summary>The processor time that the server has used, all its processes together.</summary>
    public async Task<TimeSpan> Used()
    {
        var postmaster = (await File.ReadAllLinesAsync($"{_folder}/data/postmaster.pid"))[0];
        return await ProcessTimes.Of(postmaster);
    }

    public async ValueTask DisposeAsync()
    {
        await Run("pg_ctl", ["-m", "immediate", "-w", "stop"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private string Connection(string database) => $"Host={_folder};Username=postgres;Database={database};Max Auto Prepare=32";

    // PostgreSQL refuses to run as root.
    private Task Run(string program, string[] arguments, CancellationToken cancel)
    {
        var bin = Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new InvalidOperationException("PostgreSQL's server is not installed: apt install postgresql.");
        string[] command = [Path.Combine(bin, "bin", program), "-D", $"{_folder}/data", .. arguments];
        return Environment.IsPrivilegedProcess
            ? Child.Run(_folder, "runuser", ["-u", "postgres", "--", .. command], cancel)
            : Child.Run(_folder, command[0], command[1..], cancel);
    }
}
