using System.Data.Common;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Sharding;
using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Host.Composition;

/// <summary>
/// Keeps what a node has read of its cluster as it is in the database: it is read again when the database tells of a change, and each second anyway, in
/// case it could not tell.
/// </summary>
internal sealed class ClusterFollower : IAsyncDisposable
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    private readonly ClusterNews _news;
    private readonly NodeGround _ground;
    private readonly ILogger _log;
    private readonly IReadOnlyList<Func<CancellationToken, Task>> _reads;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;
    private bool _told;

    /// <summary>Begins to follow.</summary>
    public ClusterFollower(ClusterNews news, NodeGround ground, params IReadOnlyList<Func<CancellationToken, Task>> reads)
    {
        (_news, _ground, _reads, _log) = (news, ground, reads, ground.LoggerOf<ClusterFollower>());
        _following = Follow();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
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
            var all = true;
            foreach (var read in _reads) all &= await Try(read);
            _told &= !all;
            await Task.WhenAny(news, Task.Delay(LookAnyway, _ground.Time, _stop.Token));
        }
    }

    // An outage is told once, not each second.
    private async Task<bool> Try(Func<CancellationToken, Task> read)
    {
        try
        {
            await read(_stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault) when (fault is DbException or TokenStoreException or KeepException or StartupException)
        {
            if (!_told) CompositionLog.NotFollowed(_log, fault.Message);
            _told = true;
            return false;
        }
    }
}
