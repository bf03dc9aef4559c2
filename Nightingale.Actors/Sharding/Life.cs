using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Sharding;

/// <summary>A node's membership from when it joins until it leaves or is too late with a renewal.</summary>
internal sealed class Life(
    Membership membership, string id, MemberOptions options, ShardHolder holder, ClusterNews news, TimeProvider time, ILogger log, CancellationTokenSource over)
{
    // So few at once that each shard is away for a moment only, not for as long as all of them take together.
    private const int MostHandedOver = 4;

    // What does not end at once, a Terraform run above all, keeps no others waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // Between two looks: news come by the millisecond while shards move.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    private readonly LeaseRelease _release = new(membership, over.Token);
    private readonly ConcurrentDictionary<int, long> _epochs = new();
    private readonly ConcurrentDictionary<int, Task?> _held = new(); // With what is under way: it starts here, or is handed over.
    private ITimer? _fence;
    private long _renewed;
    private long _lastBegun;
    private int _handingOver;
    private bool _moreToHandOver;
    private bool _hasRenewed;
    private Task? _givingUp;

    public string Id => id;

    public IReadOnlyCollection<int> Held => [.. _held.Where(shard => shard.Value is null).Select(shard => shard.Key)];

    public long? EpochOf(int shard) => _held.ContainsKey(shard) && _epochs.TryGetValue(shard, out var epoch) ? epoch : null;

    /// <summary>Lives until told to end, or until it is too late to renew; then <c>over</c> is cancelled.</summary>
    /// <exception cref="DbException">It could not join.</exception>
    public async Task Live()
    {
        _renewed = time.GetTimestamp();
        await membership.Join(options.Address, over.Token);
        ShardingLog.Joined(log, id);
        _fence = time.CreateTimer(_ => _ = GiveUpWhenLate(), null, options.FencedAfter, Timeout.InfiniteTimeSpan);
        while (!over.IsCancellationRequested)
        {
            var changed = news.Next;
            try
            {
                if (!await Beat(over.Token)) await GiveUp();
            }
            catch (DbException fault)
            {
                ShardingLog.BeatFailed(log, fault.Message, options.FencedAfter - time.GetElapsedTime(_renewed));
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(Breath, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAny(changed, Task.Delay(_moreToHandOver ? Patience : options.Beat, time, over.Token));
        }
    }

    /// <summary>Tells the others to take everything, and waits until they did.</summary>
    public async Task Drain(CancellationToken cancel)
    {
        await membership.Drain(id, draining: true, cancel);
        while (!over.IsCancellationRequested)
        {
            var changed = news.Next;
            var others = (await membership.Living(cancel)).Any(node => node.Id != id && !node.Draining);
            if (_held.IsEmpty || !others) return;
            await Task.WhenAny(changed, Task.Delay(options.Beat, time, cancel)).WaitAsync(cancel);
        }
    }

    /// <summary>Ends its shards and leaves. What does not end keeps its lease until that runs out.</summary>
    public async Task End()
    {
        if (_fence is not null) await _fence.DisposeAsync();
        await (_givingUp ?? Task.CompletedTask);
        try
        {
            await Task.WhenAll(_held.Values.OfType<Task>());
            await holder.Release([.. _held.Keys]);
            using var bound = new CancellationTokenSource(options.Lease, time);
            await membership.Leave(bound.Token);
        }
        catch (TimeoutException stuck)
        {
            holder.Abandon();
            ShardingLog.NotEnded(log, stuck.Message);
        }
        catch (Exception fault) when (fault is DbException or OperationCanceledException)
        {
            // Its lease runs out by itself.
        }
    }

    /// <returns>False when it was too late.</returns>
    private async Task<bool> Beat(CancellationToken cancel)
    {
        if (!await Renewed(cancel)) return false;
        var candidates = (await membership.Living(cancel)).Where(node => !node.Draining).Select(node => node.Id).ToList();
        var mine = Enumerable.Range(0, Shards.Count).ToLookup(shard => Rendezvous.Owner(shard, candidates) == id);
        if (mine[true].Where(shard => !_held.ContainsKey(shard)).ToList() is { Count: > 0 } missing) await Take(missing, cancel);
        if (!candidates.Exists(node => node != id)) return true;
        var others = mine[false].Where(shard => _held.TryGetValue(shard, out var handover) && handover is null).ToList();
        if (others.Count > 0) await BeginHandovers(others, cancel);
        _moreToHandOver = others.Count > 0;
        return true;
    }

    // Those that nobody has taken yet count too, for a while: whoever takes them is busy, and more would only wait for longer.
    private async Task BeginHandovers(List<int> shards, CancellationToken cancel)
    {
        var untaken = time.GetElapsedTime(_lastBegun) < Patience ? await membership.Untaken(cancel) : 0;
        foreach (var shard in shards.Take(Math.Max(0, MostHandedOver - untaken - Volatile.Read(ref _handingOver))))
        {
            BeginHandover(shard);
            _lastBegun = time.GetTimestamp();
        }
    }

    // Noted before it begins: it may be over at once, and removes the note itself.
    private void BeginHandover(int shard)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held[shard] = ended.Task;
        _ = HandOverInTurn(shard, ended);
    }

    // News come often while shards move; each renewal is a commit.
    private async Task<bool> Renewed(CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        if (_hasRenewed && time.GetElapsedTime(_renewed, begun) < options.Beat / 2) return true;
        if (!await membership.Renew(options.Load(), cancel)) return false;
        (_renewed, _hasRenewed) = (begun, true);
        var left = options.FencedAfter - time.GetElapsedTime(begun);
        _fence!.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return true;
    }

    private async Task Take(List<int> shards, CancellationToken cancel)
    {
        var leases = await membership.Take(shards, cancel);
        if (leases.Count == 0) return;
        foreach (var lease in leases) _epochs[lease.Shard] = lease.Epoch;
        var acquiring = holder.Acquire(leases);
        foreach (var lease in leases) _held[lease.Shard] = acquiring;
        await acquiring;
        foreach (var lease in leases) _held[lease.Shard] = null;
        ShardingLog.Took(log, leases.Count);
    }

    private async Task HandOverInTurn(int shard, TaskCompletionSource ended)
    {
        Interlocked.Increment(ref _handingOver);
        var handover = HandOver(shard);
        await Task.WhenAny(handover, Task.Delay(Patience, time, over.Token));
        Interlocked.Decrement(ref _handingOver);
        try
        {
            await handover;
        }
        finally
        {
            ended.SetResult();
        }
    }

    private async Task HandOver(int shard)
    {
        while (!over.IsCancellationRequested)
            try
            {
                await holder.Release([shard]);
                await _release.Release(shard);
                _held.TryRemove(shard, out _);
                return;
            }
            catch (Exception fault) when (fault is DbException or OperationCanceledException or TimeoutException)
            {
                if (!over.IsCancellationRequested) ShardingLog.HandoverFailed(log, shard, fault.Message);
                await Task.Delay(options.Beat, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    // A timer may be early by a fraction of a millisecond, and a renewal may have come meanwhile.
    private Task GiveUpWhenLate()
    {
        if (!options.GivesUp) return Task.CompletedTask;
        var left = options.FencedAfter - time.GetElapsedTime(_renewed);
        if (left <= TimeSpan.Zero) return GiveUp();
        _fence!.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    // Called by the timer too, while the loop may hang in the database: what runs is ended from here.
    private async Task GiveUp()
    {
        var ended = new TaskCompletionSource();
        if (Interlocked.CompareExchange(ref _givingUp, ended.Task, null) is not null) return;
        ShardingLog.Fenced(log, id, _held.Count);
        holder.Abandon();
        var releasing = holder.Release([.. _held.Keys]);
        await over.CancelAsync();
        await releasing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.SetResult();
    }
}
