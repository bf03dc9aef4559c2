using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;

namespace Nightingale.Bench.Engine;

/// <summary>Tallies in the product's own shell, over a journal in a folder.</summary>
internal sealed class TallyNode : IAsyncDisposable
{
    private readonly ActorSystem _system = new(new());
    private readonly SqliteJournal _journal;

    private TallyNode(string folder, EntityOptions options, OwedTally? work)
    {
        _journal = SqliteJournal.Open(new() { Folder = folder });
        Entities = new(_system, Tally.Kind(work, work is null ? null : work.CameBack), _journal, options);
    }

    public EntityRegion<TallyState, TallyCommand, TallyEvent, TallyWork> Entities { get; }

    public static async Task<TallyNode> Start(string folder, EntityOptions? options = null, OwedTally? work = null)
    {
        var node = new TallyNode(folder, options ?? new(), work);
        await node.Entities.Acquired([.. Enumerable.Range(0, Shards.Count).Select(shard => new ShardLease(shard, node._journal.Epoch))]);
        return node;
    }

    /// <summary>A command, journalled when this completes.</summary>
    public async Task Add(string name) => await Entities.Ask(name, new(new TallyCommand.Add(TimeProvider.System.Moment()), "user:bench"));

    public async ValueTask DisposeAsync()
    {
        await Entities.Stop(TimeSpan.FromSeconds(30));
        await _system.DisposeAsync();
        await _journal.DisposeAsync();
    }
}
