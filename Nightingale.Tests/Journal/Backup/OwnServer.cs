using Npgsql;

namespace Nightingale.Tests.Journal.Backup;

/// <summary>A PostgreSQL of one test, to be backed up or to be restored into, on a Unix socket in a temporary folder.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private const string Database = "journal";

    private bool _runs;

    private OwnServer(string folder) => Folder = folder;

    /// <summary>The server's own folder, in which PostgreSQL's programs may write.</summary>
    public string Folder { get; }

    /// <summary>The data directory.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>What PostgreSQL's programs are told to find it by.</summary>
    public string[] Address => ["-h", Folder, "-U", "postgres"];

    /// <summary>A folder without a server.</summary>
    public static async Task<OwnServer> Nowhere()
    {
        var folder = Directory.CreateTempSubdirectory("ng-pg-").FullName;
        if (Environment.IsPrivilegedProcess) await ProgramRun("chown", "postgres", folder);
        return new(folder);
    }

    /// <summary>A server with an empty database.</summary>
    /// <param name="connections">How many connections it has.</param>
    public static async Task<OwnServer> Empty(int connections = 100)
    {
        var server = await Nowhere();
        await PostgresServer.Run("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
        await server.Start(connections);
        await PostgresServer.Run(["createdb", .. server.Address, "-T", "template0", Database]);
        return server;
    }

    /// <summary>
    /// Starts the server on its data directory. It flushes pages at checkpoints alone, so that a test decides what is on the disk when.
    /// </summary>
    public async Task Start(int connections = 100)
    {
        var options = $"-c max_connections={connections} -c listen_addresses= -c unix_socket_directories={Folder} -c bgwriter_lru_maxpages=0 -c checkpoint_timeout=1h";
        await PostgresServer.Run("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(Folder, "log"), "-o", options, "start");
        _runs = true;
    }

    /// <summary>How to connect to its database.</summary>
    public string ConnectionString => $"Host={Folder};Username=postgres;Database={Database};Timeout=10";

    /// <summary>Connections to its database.</summary>
    public NpgsqlDataSource Connect() => NpgsqlDataSource.Create(ConnectionString);

    /// <summary>Dumps the database.</summary>
    /// <returns>The file.</returns>
    public async Task<string> Dump()
    {
        var file = Path.Combine(Folder, "journal.dump");
        await PostgresServer.Run(["pg_dump", .. Address, "--format=custom", $"--file={file}", Database]);
        return file;
    }

    /// <summary>Restores a dump into the database, in place of what is there.</summary>
    public Task Restore(string dump) => PostgresServer.Run(["pg_restore", .. Address, "--exit-on-error", "--single-transaction", "--clean", "--if-exists", "-d", Database, dump]);

    /// <summary>Does what belongs to every restore: what nodes knew of the time before it is worth nothing any more.</summary>
    public async Task RaiseEpochs()
    {
        await using var database = Connect();
        await using var command = database.CreateCommand("UPDATE lease SET epoch = epoch + 1000000, owner = NULL; DELETE FROM node");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Makes a base backup of the running server into another's data directory.</summary>
    public Task BaseBackup(OwnServer to) => PostgresServer.Run(["pg_basebackup", .. Address, "--checkpoint=fast", "--wal-method=stream", "--no-sync", "-D", to.Data]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_runs) await PostgresServer.Run("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs a program that is not PostgreSQL's.</summary>
    public static async Task ProgramRun(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
