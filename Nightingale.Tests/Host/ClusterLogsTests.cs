using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Gateway.Instances;
using Nightingale.Host.Composition;
using Npgsql;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

/// <summary>Logs that lie on another node, over real sockets and a real PostgreSQL.</summary>
public sealed class ClusterLogsTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly InstanceId Id = new(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));

    private NpgsqlDataSource _database = null!;
    private ClusterNews _news = null!;
    private ShardMap _map = null!;
    private WireClient _wire = null!;

    [SetUp]
    public async Task Open()
    {
        _database = await PostgresServer.Database();
        await (await PostgresJournal.Open(new() { Database = _database })).DisposeAsync();
        _news = new(_database, TimeProvider.System, NullLogger<ClusterNews>.Instance);
        _map = new(new(_database, "asker", Bound), _news, TimeProvider.System, NullLogger<ShardMap>.Instance);
        _wire = new(tls: null);
    }

    [TearDown]
    public async Task Close()
    {
        _wire.Dispose();
        await _map.DisposeAsync();
        await _news.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Test]
    public async Task The_node_that_runs_the_instance_is_asked_for_its_log()
    {
        var owner = Logs(Lines, holds: true);
        await using var server = await Serve(owner.Answer);
        await Owns(server.Address);
        Assert.That(await Logs(Nothing, holds: false).Read(Id, LogSource.Jupyter, 2, default), Is.EqualTo(new[] { "Jupyter 1 é", "Jupyter 2 é" }));
        Assert.That(await owner.Read(Id, LogSource.Terraform, 1, default), Is.EqualTo(new[] { "Terraform 1 é" }), "who runs it asks nobody");
    }

    [Test]
    public async Task A_node_that_hands_the_instance_over_is_asked_again()
    {
        var asked = 0;
        var owner = Logs(Lines, holds: true);
        await using var server = await Serve((entity, request, deadline) => Interlocked.Increment(ref asked) == 1
            ? Task.FromResult(new WireAnswer(WireAnswerKind.NotHere, default))
            : owner.Answer(entity, request, deadline));
        await Owns(server.Address);
        Assert.That(await Logs(Nothing, holds: false).Read(Id, LogSource.Jupyter, 1, default), Has.Count.EqualTo(1));
        Assert.That(asked, Is.EqualTo(2));
    }

    [Test]
    public async Task A_node_that_cannot_be_reached_is_told_by_name()
    {
        await Owns(new("http://127.0.0.1:1"));
        Assert.That(
            async () => await Logs(Nothing, holds: false).Read(Id, LogSource.Jupyter, 1, default),
            Throws.TypeOf<EntityUnavailableException>().With.Message.EqualTo("The log lies on the node owner-1, which runs the instance and gives no answer."));
    }

    [Test]
    public void An_instance_that_no_node_runs_is_told() => Assert.That(
        async () => await Logs(Nothing, holds: false).Read(Id, LogSource.Jupyter, 1, default),
        Throws.TypeOf<EntityUnavailableException>().With.Message.Contains("no node runs it at the moment"));

    private static Task<IReadOnlyList<string>> Lines(InstanceId instance, LogSource source, int tail, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>([.. Enumerable.Range(1, tail).Select(line => $"{source} {line} é")]);

    private static Task<IReadOnlyList<string>> Nothing(InstanceId instance, LogSource source, int tail, CancellationToken cancel) =>
        throw new InvalidOperationException("The log does not lie here.");

    private static Task<WireServer> Serve(WireHandler logs) => WireServer.Start(
        new(IPAddress.Loopback, 0), tls: null, new Dictionary<string, WireHandler>(StringComparer.Ordinal) { [ClusterLogs.Kind] = logs }, TimeProvider.System);

    private ClusterLogs Logs(LogReader here, bool holds) => new(here, _ => holds, _map, _wire, TimeSpan.FromMilliseconds(300), TimeProvider.System);

    private async Task Owns(Uri address)
    {
        var owner = new Membership(_database, "owner-1", Bound);
        await owner.Join(address.ToString());
        await owner.Take([.. Enumerable.Range(0, Shards.Count)]);
        await Eventually.True(() => Task.FromResult(_map.Owner(0) is not null), Bound);
    }
}
