using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>
/// A read model that is folded from the journal. <see cref="ProjectionFeed"/> is its only writer: it calls from one thread at a time, with every
/// event of a shard once and in ordinal order. Readers come from any thread and see what was last published.
/// </summary>
public interface IProjection
{
    /// <summary>Folds one event in. What throws stops the feed: a read model that skipped an event would lie.</summary>
    void Apply(StoredEvent stored);

    /// <summary>Lets readers see everything that was applied, at once.</summary>
    void Publish();
}
