using Nightingale.Tests.Journal.Backup;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>How many connections to the database a real node takes, on a server that has few.</summary>
public sealed class ConnectionsTests
{
    private const string Refused = "too many clients";

    private OwnServer _server = null!;
    private ScratchFolder _folder = null!;

    [SetUp]
    public async Task Open() => (_server, _folder) = (await OwnServer.Empty(connections: 30), new());

    [TearDown]
    public async Task Close()
    {
        _folder.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_node_takes_all_shards_at_once_with_few_connections()
    {
        using var node = await Up(_server.ConnectionString);
        await Eventually.True(async () => await Free(node) == 0, TimeSpan.FromSeconds(30));
        Assert.That(node.Output, Does.Not.Contain(Refused));
    }

    [Test]
    public async Task Control_without_the_bound_it_takes_more_than_there_are()
    {
        using var node = await Up(_server.ConnectionString + ";Maximum Pool Size=100");
        await Eventually.True(() => node.Output.Contains(Refused, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
    }

    private async Task<long> Free(HostProcess node)
    {
        Assert.That(node.Output, Does.Not.Contain(Refused));
        await using var database = _server.Connect();
        await using var free = database.CreateCommand("SELECT count(*) FROM lease WHERE owner IS NULL");
        return (long)(await free.ExecuteScalarAsync())!;
    }

    private async Task<HostProcess> Up(string database)
    {
        var keys = Path.Combine(_folder.Path, "keys");
        var start = new HostStart(Path.Combine(_folder.Path, "ada")) { Verb = "node", Arguments = ["--cluster", keys, "--database", database] };
        Assert.That((await Ran.ToItsEnd(start.Command(["cluster", "init", keys]))).ExitCode, Is.Zero);
        return await HostProcess.Up(start);
    }
}
