namespace Nightingale.Actors.Journal;

/// <summary>Lays a database out as <see cref="JournalRecord"/>s. For the journal's thread alone.</summary>
internal static class SqliteRecords
{
    /// <summary>All records up to now; what is appended while they are read is not among them.</summary>
    public static IEnumerable<JournalRecord> Of(SqliteStore store)
    {
        var ends = store.Events.Shards().ToDictionary(shard => shard, store.Events.LastOrdinal);
        var reached = new Dictionary<int, long>();
        foreach (var key in store.Checkpoints.Keys()) yield return new JournalRecord.OfKey(key);
        foreach (var checkpoint in store.Checkpoints.All())
        {
            foreach (var (shard, head) in checkpoint.Heads.OrderBy(head => head.Key))
                foreach (var record in UpTo(shard, head.Ordinal)) yield return record;
            yield return new JournalRecord.OfCheckpoint(checkpoint);
        }

        foreach (var (shard, end) in ends)
            foreach (var record in UpTo(shard, end)) yield return record;

        // From below the first ordinal there can be, so that whatever was planted there is seen as well.
        IEnumerable<JournalRecord> UpTo(int shard, long ordinal)
        {
            var after = reached.GetValueOrDefault(shard, long.MinValue);
            reached[shard] = Math.Max(after, ordinal);
            return store.Events.OfShard(shard, after, ordinal).Select(stored => new JournalRecord.OfEvent(stored));
        }
    }
}
