using System.Diagnostics;
using Npgsql;

namespace Nightingale.Tests;

/// <summary>A real PostgreSQL of the tests' own, on a Unix socket in a temporary folder; started with the first test that asks for it, ended with the last.</summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Started = new(Start);
    private static int _databases;

    /// <summary>An empty database.</summary>
    public static async Task<NpgsqlDataSource> Database()
    {
        var folder = await Started.Value;
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using (var admin = NpgsqlDataSource.Create(Connection(folder, "postgres")))
        await using (var create = admin.CreateCommand($"CREATE DATABASE {name} TEMPLATE template0")) await create.ExecuteNonQueryAsync();
        return NpgsqlDataSource.Create(Connection(folder, name));
    }

    /// <summary>An empty database that several connect to, some as roles that can be shut out.</summary>
    public static async Task<Shared> SharedDatabase()
    {
        await using var database = await Database();
        return new(new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!, await Started.Value);
    }

    /// <summary>Ends the server, if there is one.</summary>
    public static async Task End()
    {
        if (!Started.IsValueCreated) return;
        var folder = await Started.Value;
        await Run(["pg_ctl", "-D", $"{folder}/data", "-m", "immediate", "-w", "stop"]);
        Directory.Delete(folder, recursive: true);
    }

    private static string Connection(string folder, string database) => $"Host={folder};Username=postgres;Database={database};Pooling=true;Maximum Pool Size=20;Timeout=10";

    private static async Task<string> Start()
    {
        var folder = Directory.CreateTempSubdirectory("ng-pg-").FullName;
        if (Environment.IsPrivilegedProcess) await Run("chown", ["postgres", folder]);
        await Run(["initdb", "-D", $"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
        await Run(["pg_ctl", "-D", $"{folder}/data", "-w", "-l", $"{folder}/log", "-o", $"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=200", "start"]);
        return folder;
    }

    // PostgreSQL refuses to run as root.
    internal static Task Run(params string[] command)
    {
        var bin = Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last();
        string[] program = [Path.Combine(bin, "bin", command[0]), .. command[1..]];
        return Environment.IsPrivilegedProcess ? Run("runuser", ["-u", "postgres", "--", .. program]) : Run(program[0], program[1..]);
    }

    private static async Task Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", UseShellExecute = false };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>One database of the server.</summary>
    public sealed class Shared(string name, string folder) : IAsyncDisposable
    {
        private readonly NpgsqlDataSource _admin = NpgsqlDataSource.Create(Connection(folder, name));

        /// <summary>How to connect to it.</summary>
        public string ConnectionString => Connection(folder, name);

        /// <summary>Connections as the administrator, or as a role of that name.</summary>
        public NpgsqlDataSource Connect(string? role = null)
        {
            if (role is null) return NpgsqlDataSource.Create(Connection(folder, name));
            Execute($"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN SUPERUSER; END IF; END $$; ALTER ROLE {role} LOGIN").GetAwaiter().GetResult();
            return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Connection(folder, name)) { Username = role });
        }

        /// <summary>Cuts a role's connections, and lets it open no others.</summary>
        public Task Banish(string role) => Execute($"ALTER ROLE {role} NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}' AND datname = '{name}'");

        /// <summary>Lets a role connect again.</summary>
        public Task Admit(string role) => Execute($"ALTER ROLE {role} LOGIN");

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => _admin.DisposeAsync();

        private async Task Execute(string sql)
        {
            await using var command = _admin.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
