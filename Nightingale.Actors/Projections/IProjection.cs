using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>
/// A read model that is folded from the journal: in memory, where <see cref="ProjectionFeed"/> is its only writer, or in tables that all nodes share and
/// any of them writes. Readers come from any thread and see what was taken in.
/// </summary>
public interface IProjection
{
    /// <summary>Where it stands before it is given anything: up to which ordinal of each shard it has every event. Nothing for one that begins anew with each start.</summary>
    Task<IReadOnlyDictionary<int, long>> Begin(CancellationToken stop);

    /// <summary>
    /// Takes in events, of each shard in the order of ordinals and right after those before; readers see all of them when it returns. What throws
    /// stops the feed: a read model that skipped an event would lie.
    /// </summary>
    Task Take(IReadOnlyList<StoredEvent> events, CancellationToken stop);
}
