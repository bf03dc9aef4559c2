using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Sharding;

/// <summary>What this process knows of who holds which shard. It may be behind; who is asked in vain says so, and the map is soon right.</summary>
public sealed class ShardMap : IAsyncDisposable
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);

    // While shards move news come by the millisecond; to read the map at each of them would keep the database from what it is there for.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);

    private readonly Membership _membership;
    private readonly ClusterNews _news;
    private readonly TimeProvider _time;
    private readonly ILogger<ShardMap> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyDictionary<int, ClusterNode> _owners = new Dictionary<int, ClusterNode>();

    /// <summary>Begins to follow the cluster.</summary>
    public ShardMap(Membership membership, ClusterNews news, TimeProvider time, ILogger<ShardMap> log)
    {
        (_membership, _news, _time, _log) = (membership, news, time, log);
        _following = Follow();
    }

    /// <summary>Completes when the map was read anew. Take it before looking.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Who holds a shard; null if nobody does, or it is not known yet.</summary>
    public ClusterNode? Owner(int shard) => _owners.GetValueOrDefault(shard);

    /// <summary>Everybody who holds a shard.</summary>
    public IReadOnlyCollection<ClusterNode> Holders => [.. _owners.Values.DistinctBy(node => node.Id, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _stop.Dispose();
    }

    private async Task Follow()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            var news = _news.Next;
            try
            {
                _owners = await _membership.Owners(_stop.Token);
                Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
            catch (Exception fault) when (fault is DbException or OperationCanceledException)
            {
                if (!_stop.IsCancellationRequested) ShardingLog.MapNotRead(_log, fault.Message);
            }

            await Task.Delay(Breath, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAny(news, Task.Delay(LookAnyway, _time, _stop.Token));
        }
    }
}
