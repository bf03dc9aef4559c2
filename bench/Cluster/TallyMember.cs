using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;
using Nightingale.Bench.Engine;
using Npgsql;

namespace Nightingale.Bench.Cluster;

/// <summary>A node of a cluster of tallies, of the product's own parts: membership, journal, shell and wire.</summary>
internal sealed class TallyMember : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly ActorSystem _system = new(new());
    private readonly NpgsqlDataSource _database;
    private readonly PostgresJournal _journal;
    private readonly ClusterNews _news;
    private readonly WireServer _server;
    private readonly Member _member;

    private TallyMember(NpgsqlDataSource database, PostgresJournal journal, WireServer server, Dictionary<string, WireHandler> handlers, string name, TimeSpan lease, OwedTally? work)
    {
        (_database, _journal, _server) = (database, journal, server);
        _news = new(database, TimeProvider.System, NullLogger<ClusterNews>.Instance);
        Entities = new(_system, Tally.Kind(work, work is null ? null : work.CameBack), journal, new());
        handlers["tally"] = EntityWire.For(Entities, Entities.Holds, Codec);
        _member = new(
            database,
            new() { Name = name, Address = server.Address.ToString(), Lease = lease, Beat = lease / 10 },
            new(leases => Entities.Acquired(leases), shards => Entities.Release(shards, Bound), () => { }),
            _news,
            TimeProvider.System,
            NullLogger<Member>.Instance);
    }

    /// <summary>What goes over the wire.</summary>
    public static WireCodec<TallyState, TallyCommand> Codec { get; } = new(new Dictionary<Type, string> { [typeof(TallyCommand.Add)] = "add" });

    /// <summary>The tallies that live here.</summary>
    public EntityRegion<TallyState, TallyCommand, TallyEvent, TallyWork> Entities { get; }

    /// <summary>Where other nodes reach it.</summary>
    public string Address => _server.Address.ToString();

    /// <summary>How many shards it answers for.</summary>
    public int Held => _member.Held.Count;

    /// <summary>Joins, without waiting for shards.</summary>
    public static async Task<TallyMember> Join(string connection, string name, TimeSpan lease, OwedTally? work = null)
    {
        var database = NpgsqlDataSource.Create(connection);
        var handlers = new Dictionary<string, WireHandler>(StringComparer.Ordinal);
        var server = await WireServer.Start(new(IPAddress.Loopback, 0), tls: null, handlers, TimeProvider.System);
        return new(database, await PostgresJournal.Open(new() { Database = database }), server, handlers, name, lease, work);
    }

    /// <summary>Waits until it answers for so many shards.</summary>
    public Task Holds(int shards, CancellationToken cancel) => Until.True(() => Task.FromResult(Held == shards), TimeSpan.FromMilliseconds(2), cancel);

    /// <summary>A command, journalled when this completes.</summary>
    public async Task Add(string name) => await Entities.Ask(name, new(new TallyCommand.Add(TimeProvider.System.Moment()), "user:bench"));

    /// <summary>Hands everything over.</summary>
    public Task Drain() => _member.Drain();

    public async ValueTask DisposeAsync()
    {
        await _member.DisposeAsync();
        await _server.DisposeAsync();
        await _news.DisposeAsync();
        await _system.DisposeAsync();
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
    }
}
