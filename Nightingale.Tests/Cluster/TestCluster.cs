using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A cluster of real processes over a real PostgreSQL.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();

    private TestCluster(PostgresServer.Shared database) => Database = database;

    public PostgresServer.Shared Database { get; }

    public static async Task<TestCluster> Make()
    {
        var cluster = new TestCluster(await PostgresServer.SharedDatabase());
        var made = await Ran.ToItsEnd(new HostStart(cluster._folder.Path).Command(["cluster", "init", cluster.In("keys")]));
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        return cluster;
    }

    /// <summary>A node; all share a folder of instances.</summary>
    public Task<HostProcess> Node(string name, int leaseSeconds = 3) => HostProcess.Up(Start("node", name, ["--name", name, "--shared", In("shared"), "--lease", $"{leaseSeconds}"]));

    /// <summary>A gateway, which sees nothing of that folder.</summary>
    public Task<HostProcess> Gateway() => HostProcess.Up(Start("gateway", "gate", []));

    /// <summary>Runs a command of <c>cluster</c>.</summary>
    public Task<Ran> Command(params IReadOnlyList<string> arguments) =>
        Ran.ToItsEnd(new HostStart(_folder.Path).Command(["cluster", .. arguments, "--database", Database.ConnectionString]));

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return Database.DisposeAsync();
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private HostStart Start(string verb, string name, IReadOnlyList<string> more) => new(In(name))
    {
        Verb = verb,
        Arguments = ["--cluster", In("keys"), "--database", Database.ConnectionString, .. more],
    };
}
