namespace Nightingale.Actors.Sharding;

/// <summary>
/// Frees shards in the database one commit after the other: those that ended while one was under way go together with the next. Each commit wakes every
/// node, and while a node is drained the others have better things to do.
/// </summary>
internal sealed class LeaseRelease(Membership membership, CancellationToken cancel)
{
    private readonly Lock _gate = new();
    private List<int> _waiting = [];
    private Task _commit = Task.CompletedTask;

    /// <summary>Frees a shard.</summary>
    /// <returns>Completes when it is free; fails if that is not known.</returns>
    public Task Release(int shard)
    {
        lock (_gate)
        {
            _waiting.Add(shard);
            if (_waiting.Count == 1) _commit = Commit(after: _commit);
            return _commit;
        }
    }

    private async Task Commit(Task after)
    {
        await after.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        List<int> shards;
        lock (_gate) (shards, _waiting) = (_waiting, []);
        await membership.Release(shards, cancel);
    }
}
