using Nightingale.Actors.Entities;
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

namespace Nightingale.Host.Composition;

/// <summary>A node alone: its journal and states lie in its data folder, and every shard is its own.</summary>
internal sealed class SoloFooting : IFooting
{
    private readonly NodeGround _ground;
    private readonly SqliteJournal _journal;
    private Func<NodeLoad> _load = () => default;

    private SoloFooting(NodeGround ground, Configuration configuration, TokenStore tokens, PeopleServices people, SqliteJournal journal) =>
        (_ground, Configuration, Tokens, People, _journal, Views) = (ground, configuration, tokens, people, journal, Views.InMemory(journal, ground.Time, ground.Logs));

    public IJournal Journal => _journal;

    public Views Views { get; }

    public IStateStore States => new FileStateStore(_ground.Folder.Path, _ground.MasterKey);

    public ClusterDesk Desk => new(Status, Drain: null);

    public TokenStore Tokens { get; }

    public PeopleServices People { get; }

    public Configuration Configuration { get; }

    public bool IsShared => false;

    public SocketTunnel? SocketTunnel => null;

    /// <summary>The journal comes last: a node that cannot serve must not touch it.</summary>
    public static async Task<SoloFooting> Open(NodeGround ground, CancellationToken cancel)
    {
        var configuration = await Configuration.Read(ground.Folder, cancel);
        var tokens = await TokenStore.Open(ground.Folder.Tokens, ground.Time, cancel);
        ground.Phases.Followers.Add("tokens", _ => tokens.DisposeAsync().AsTask());
        var people = await PeopleServices.Open(
            new RecordFile<Person>(ground.Folder.People), new RecordFile<Session>(ground.Folder.Sessions), ground.MasterKey, await SignInConfiguration.Read(ground.Folder, cancel), ground.Time, goodFor: null, cancel);
        ground.Phases.Followers.Add("people", async _ =>
        {
            await people.Sessions.SaveUses();
            people.Dispose();
        });
        var journal = SqliteJournal.Open(new() { Folder = ground.Folder.Path, Time = ground.Time, Logs = ground.Logs });
        ground.Phases.Journal.Add("journal", _ => journal.DisposeAsync().AsTask());
        return new(ground, configuration, tokens, people, journal);
    }

    public IAsyncEnumerable<JournalRecord> Records(CancellationToken cancel) => _journal.Records(cancel);

    public Task Sign() => _journal.SignNow();

    public IEntities<TState, TCommand> Everywhere<TState, TCommand, TEvent, TWork>(string kind, EntityRegion<TState, TCommand, TEvent, TWork> here, WireCodec<TState, TCommand> codec)
        where TCommand : notnull
        where TEvent : notnull
        where TWork : class, IWork
        => here;

    public IAttempts AttemptsOf(AccessLog here) => new AttemptFiles(here.Path);

    public LogReader LogsEverywhere(LogReader here) => here;

    public void ShareWords(LiveEvents live)
    {
        // There are no others.
    }

    public async Task Begin(IShards accounts, IShards instances, Func<NodeLoad> load, Action abandon, CancellationToken cancel)
    {
        _load = load;
        var leases = Enumerable.Range(0, Shards.Count).Select(shard => new ShardLease(shard, _journal.Epoch)).ToList();
        _ground.Phases.Accounts.Add("accounts", _ => accounts.Stop(NodePhases.WorkersWithin));
        await accounts.Acquired(leases);
        _ground.Phases.Instances.Add("instances", _ => instances.Stop(NodePhases.WorkersWithin));
        await instances.Acquired(leases);
    }

    private async Task<ClusterStatus> Status(CancellationToken cancel)
    {
        var (events, owing) = ((await _journal.Heads(cancel)).Values.Sum(), 0L);
        for (var shard = 0; shard < Shards.Count; shard++) owing += (await _journal.Remembered(shard, cancel)).Count;
        var load = _load();
        var node = new NodeStatus(Environment.MachineName)
        {
            Shards = Shards.Count,
            Epoch = _journal.Epoch,
            Owing = owing,
            Entities = load.Entities,
            Runs = load.Runs,
            Behind = Math.Max(0, events - load.EventsSeen),
        };
        return new([node], Free: 0, events);
    }
}
