using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nightingale.Actors.Sharding;

/// <summary>
/// Keeps a node in the cluster: renews its lease, takes the shards that should be here and are free, and hands over those that should be elsewhere. A
/// node that cannot renew gives up its shards by its own clock before anybody else can take them, and joins again as another.
/// </summary>
public sealed class Member : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly MemberOptions _options;
    private readonly ShardHolder _holder;
    private readonly ClusterNews _news;
    private readonly TimeProvider _time;
    private readonly ILogger<Member> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private volatile Life? _life;

    /// <summary>Joins, and keeps on until it is disposed of.</summary>
    /// <exception cref="ArgumentException">The options do not hold.</exception>
    public Member(NpgsqlDataSource database, MemberOptions options, ShardHolder holder, ClusterNews news, TimeProvider time, ILogger<Member> log)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join(' ', problems), nameof(options));
        (_database, _options, _holder, _news, _time, _log) = (database, options, holder, news, time, log);
        _running = Run();
    }

    /// <summary>What the node is called in this life of it; null while it is in none.</summary>
    public string? Id => _life?.Id;

    /// <summary>The shards that it answers for.</summary>
    public IReadOnlyCollection<int> Held => _life?.Held ?? [];

    /// <summary>Under which epoch it holds a shard, one that is starting or being handed over included; null if it does not.</summary>
    public long? EpochOf(int shard) => _life?.EpochOf(shard);

    /// <summary>Hands everything over to the others, if there are any. It stays a member, without shards.</summary>
    /// <returns>Completes when it holds nothing, or nobody is there to take it.</returns>
    public Task Drain(CancellationToken cancel = default) => _life?.Drain(cancel) ?? Task.CompletedTask;

    /// <summary>Ends its shards and leaves; they are free at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Run()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            var id = $"{_options.Name}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var life = new Life(new(_database, id, _options.Lease), id, _options, _holder, _news, _time, _log, over);
            try
            {
                _life = life;
                await life.Live();
            }
            catch (Exception fault) when (fault is DbException || (fault is OperationCanceledException && _stop.IsCancellationRequested))
            {
                ShardingLog.BeatFailed(_log, fault.Message, TimeSpan.Zero);
            }
            finally
            {
                _life = null;
                await life.End();
            }

            await Task.Delay(_options.Beat, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
