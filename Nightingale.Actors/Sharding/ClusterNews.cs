using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nightingale.Actors.Sharding;

/// <summary>Tells, within a round trip, that a node came, went or drains, or that shards changed hands. It tells once too often rather than never.</summary>
public sealed class ClusterNews : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterNews> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to listen.</summary>
    public ClusterNews(NpgsqlDataSource database, TimeProvider time, ILogger<ClusterNews> log)
    {
        (_database, _time, _log) = (database, time, log);
        _listening = Listen();
    }

    /// <summary>Completes with the next news. Take it before looking at the database, so that nothing falls between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }

    private async Task Listen()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
            try
            {
                await using var connection = await _database.OpenConnectionAsync(_stop.Token);
                connection.Notification += (_, _) => Tell();
                await using (var listen = new NpgsqlCommand("LISTEN nightingale_cluster", connection)) await listen.ExecuteNonQueryAsync(_stop.Token);
                Tell(); // What happened while nobody listened.
                while (true) await connection.WaitAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException fault)
            {
                ShardingLog.NewsBroke(_log, fault.Message);
                await Task.Delay(Pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private void Tell() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
