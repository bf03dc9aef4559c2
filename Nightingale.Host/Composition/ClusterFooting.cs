using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Audit;
using Nightingale.Gateway.Cluster;
using Nightingale.Gateway.Instances;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Sessions;
using Nightingale.Gateway.Tokens;
using Npgsql;

namespace Nightingale.Host.Composition;

/// <summary>A node among others: they share a database, and each shard is one node's at a time.</summary>
internal sealed class ClusterFooting : IFooting, IAsyncDisposable
{
    // A node that takes all 256 shards asks about each at once: without a bound it would take all the connections that a PostgreSQL has. A later word in the operator's own string wins.
    private const string FewConnections = "Maximum Pool Size=20;";

    // A node that is cut off from the database may not know that a token was revoked.
    private static readonly TimeSpan TokensGoodFor = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LogsWithin = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, WireHandler> _handlers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WireFeed> _streams = new(StringComparer.Ordinal);
    private readonly NodeGround _ground;
    private readonly ClusterOptions _options;
    private readonly NpgsqlDataSource _database;
    private readonly PostgresJournal _journal;
    private readonly ClusterKeys _keys;
    private readonly ClusterNews _news;
    private readonly ShardMap _map;
    private readonly WireClient _wire;
    private readonly ClusterConfiguration _configuration;
    private readonly ClusterFollower _follower;
    private readonly ClusterSockets _sockets;
    private Func<int, long?> _epochOf = _ => null;
    private volatile string? _address;

    private ClusterFooting(
        NodeGround ground, ClusterOptions options, ClusterKeys keys, NpgsqlDataSource database, PostgresJournal journal, ClusterConfiguration configuration, TokenStore tokens, PeopleServices people)
    {
        (_ground, _options, _keys, _database, _journal, _configuration, Tokens, People) = (ground, options, keys, database, journal, configuration, tokens, people);
        _news = new(database, ground.Time, ground.LoggerOf<ClusterNews>());
        _map = new(new(database, options.Name, options.Lease), _news, ground.Time, ground.LoggerOf<ShardMap>());
        _wire = new(keys.Tls);
        _sockets = new(instance => LeaseOf(instance) is not null, _map, _wire);
        Views = Views.InTables(database, journal, ground.Time, ground.Logs);
        States = new PostgresStateStore(database, ground.MasterKey, LeaseOf);
        _follower = new(_news, ground, tokens.Refresh, people.Refresh, configuration.Refresh);
    }

    public IJournal Journal => _journal;

    public IStateStore States { get; }

    public ClusterDesk Desk => new(cancel => Ask(ClusterStatus.Read(_database, cancel)), (node, draining, cancel) => Ask(ClusterStatus.Drain(_database, node, draining, cancel)));

    public TokenStore Tokens { get; }

    public PeopleServices People { get; }

    public Configuration Configuration => _configuration.Now;

    public bool IsShared => true;

    public SocketTunnel? SocketTunnel => _sockets.Open;

    public Views Views { get; }

    public static async Task<ClusterFooting> Open(NodeGround ground, ClusterOptions options, ClusterKeys keys, CancellationToken cancel)
    {
        var database = ClusterDatabase.Open(FewConnections + options.Database, options.PasswordFile);
        ground.Phases.Journal.Add("database", _ => database.DisposeAsync().AsTask());
        var journal = await PostgresJournal.Open(new() { Database = database, KeysFolder = options.KeysFolder, Time = ground.Time, Logs = ground.Logs }, cancel);
        var configuration = await ClusterConfiguration.Open(new(database), ground.LoggerOf<ClusterConfiguration>(), cancel);
        var tokens = await TokenStore.Open(new TokenTable(database), ground.Time, TokensGoodFor, cancel);
        var people = await PeopleServices.Open(
            new RecordTable<Person>(database, "person"), new RecordTable<Session>(database, "session"), ground.MasterKey, await SignInConfiguration.Read(ground.Folder, cancel), ground.Time, TokensGoodFor, cancel);
        var footing = new ClusterFooting(ground, options, keys, database, journal, configuration, tokens, people);
        ground.Phases.Followers.Add("cluster", _ => footing.DisposeAsync().AsTask());
        return footing;
    }

    public IAsyncEnumerable<JournalRecord> Records(CancellationToken cancel) => _journal.Records(cancel);

    public Task Sign() => _journal.SignNow();

    public IEntities<TState, TCommand> Everywhere<TState, TCommand, TEvent, TWork>(string kind, EntityRegion<TState, TCommand, TEvent, TWork> here, WireCodec<TState, TCommand> codec)
        where TCommand : notnull
        where TEvent : notnull
        where TWork : class, IWork
    {
        _handlers[kind] = EntityWire.For(here, here.Holds, codec);
        if ((object)here is IEntities<InstanceState, InstanceCommand> instances) _sockets.Instances = instances;
        return new ClusterEntities<TState, TCommand>(kind, codec, here, here.Holds, _map, _wire, new(), _ground.Time);
    }

    public IAttempts AttemptsOf(AccessLog here)
    {
        var stop = new CancellationTokenSource();
        var shipping = new AttemptShipping(_database, _options.Name, here, _ground.Time, _ground.LoggerOf<AttemptShipping>()).Run(stop.Token);
        _ground.Phases.Followers.Add("access log", async _ =>
        {
            await stop.CancelAsync();
            await shipping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        });
        return new AttemptTable(_database);
    }

    public LogReader LogsEverywhere(LogReader here)
    {
        var logs = new ClusterLogs(here, instance => LeaseOf(instance) is not null, _map, _wire, LogsWithin, _ground.Time);
        _handlers[ClusterLogs.Kind] = logs.Answer;
        return logs.Read;
    }

    public void ShareWords(LiveEvents live)
    {
        var words = new ClusterWords(live, _map, () => _address, _wire, _ground.Time, _ground.LoggerOf<ClusterWords>());
        _streams[ClusterWords.Stream] = words.Here;
        _ground.Phases.Followers.Add("words of others", _ => words.DisposeAsync().AsTask());
    }

    public async Task Begin(IShards accounts, IShards instances, Func<NodeLoad> load, Action abandon, CancellationToken cancel)
    {
        if (!_options.HoldsShards) return;
        var server = await WireServer.Start(_options.Listen, _keys.Tls, _handlers, _ground.Time, _streams, Doors, cancel);
        _ground.Phases.Followers.Add("wire", _ => server.DisposeAsync().AsTask());
        _address = _options.Advertise ?? server.Address.ToString();
        var options = new MemberOptions
        {
            Name = _options.Name,
            Address = _address,
            Lease = _options.Lease,
            Beat = _options.Lease / 10,
            Load = load,
        };
        var holder = new ShardHolder(Acquire, Release, abandon);
        var member = new Member(_database, options, holder, _news, _ground.Time, _ground.LoggerOf<Member>());
        _epochOf = member.EpochOf;
        _ground.Phases.Instances.Add("shards", async over =>
        {
            await member.Drain(over);
            await member.DisposeAsync();
        });

        async Task Acquire(IReadOnlyCollection<ShardLease> leases)
        {
            await accounts.Acquired(leases);
            await instances.Acquired(leases);
        }

        async Task Release(IReadOnlyCollection<int> shards)
        {
            await instances.Release(shards, NodePhases.WorkersWithin);
            await accounts.Release(shards, NodePhases.WorkersWithin);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();
        await Tokens.DisposeAsync();
        People.Dispose();
        await _map.DisposeAsync();
        await _news.DisposeAsync();
        _wire.Dispose();
        _keys.Dispose();
        await _journal.DisposeAsync();
    }

    private IReadOnlyDictionary<string, WireDoor> Doors => new Dictionary<string, WireDoor>(StringComparer.Ordinal) { [ClusterSockets.Door] = _sockets.Answer };

    private static async Task<T> Ask<T>(Task<T> question)
    {
        try
        {
            return await question;
        }
        catch (NpgsqlException fault)
        {
            throw new JournalUnavailableException("The cluster's database cannot be asked at the moment.", fault);
        }
    }

    private (int Shard, long Epoch)? LeaseOf(InstanceId instance)
    {
        var shard = Shards.Of($"{InstanceId.Kind}/{instance}");
        return _epochOf(shard) is { } epoch ? (shard, epoch) : null;
    }
}
