using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;

namespace Nightingale.Host.Composition;

/// <summary>A node alone: its journal and states lie in its data folder, and every shard is its own.</summary>
internal sealed class SoloFooting : IFooting
{
    private readonly NodeGround _ground;
    private readonly SqliteJournal _journal;

    private SoloFooting(NodeGround ground, SqliteJournal journal) => (_ground, _journal) = (ground, journal);

    public IJournal Journal => _journal;

    public IStateStore States => new FileStateStore(_ground.Folder.Path, _ground.MasterKey);

    public static SoloFooting Open(NodeGround ground)
    {
        var journal = SqliteJournal.Open(new() { Folder = ground.Folder.Path, Time = ground.Time, Logs = ground.Logs });
        ground.Phases.Journal.Add("journal", _ => journal.DisposeAsync().AsTask());
        return new(ground, journal);
    }

    public IAsyncEnumerable<JournalRecord> Records(CancellationToken cancel) => _journal.Records(cancel);

    public Task Sign() => _journal.SignNow();

    public IEntities<TState, TCommand> Everywhere<TState, TCommand, TEvent, TWork>(string kind, EntityRegion<TState, TCommand, TEvent, TWork> here, WireCodec<TState, TCommand> codec)
        where TCommand : notnull
        where TEvent : notnull
        where TWork : class, IWork
        => here;

    public async Task Begin(IShards accounts, IShards instances, Action abandon, CancellationToken cancel)
    {
        var leases = Enumerable.Range(0, Shards.Count).Select(shard => new ShardLease(shard, _journal.Epoch)).ToList();
        _ground.Phases.Accounts.Add("accounts", _ => accounts.Stop(NodePhases.WorkersWithin));
        await accounts.Acquired(leases);
        _ground.Phases.Instances.Add("instances", _ => instances.Stop(NodePhases.WorkersWithin));
        await instances.Acquired(leases);
    }
}
