using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>
/// Tells the subscribers of every process what any process has committed. Announcements are gathered for some milliseconds and sent beside the commits:
/// sent within them, they would make commits wait for each other. A process that died before it announced is made up for by a look every few seconds.
/// </summary>
internal sealed class PostgresNews : IAsyncDisposable
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);

    private readonly string _self = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private readonly Channel<int> _committed = Channel.CreateUnbounded<int>(new() { SingleReader = true });
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<int, long> _told = [];
    private readonly bool[] _announced = new bool[AppendRules.Shards]; // in the channel, and not yet gathered
    private readonly CancellationTokenSource _stop = new();
    private readonly PostgresJournalOptions _options;
    private readonly Subscribers _subscribers;
    private readonly ILogger _log;
    private readonly Task _running;

    public PostgresNews(PostgresJournalOptions options, Subscribers subscribers, ILogger log)
    {
        (_options, _subscribers, _log) = (options, subscribers, log);
        _running = Task.WhenAll(Keep(Send), Keep(Listen), Keep(Follow));
    }

    /// <summary>Events were committed here; the subscribers of this process know already.</summary>
    public void Announce(IReadOnlyList<StoredEvent> events)
    {
        foreach (var stored in events)
        {
            Advance(stored.Shard, stored.Ordinal);
            Gathers(stored.Shard);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var again = _stop.IsCancellationRequested;
        if (!again) await _stop.CancelAsync();
        await _running;
        if (!again) _stop.Dispose();
    }

    private async Task Keep(Func<CancellationToken, Task> work)
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
            try
            {
                await work(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or JournalException)
            {
                JournalLog.NewsBroke(_log, fault.Message);
                await Task.Delay(LookAnyway / 10, _options.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private void Gathers(int shard)
    {
        if (!Interlocked.Exchange(ref _announced[shard], true)) _committed.Writer.TryWrite(shard);
    }

    private async Task Send(CancellationToken stop)
    {
        while (await _committed.Reader.WaitToReadAsync(stop))
        {
            await Task.Delay(Gather, _options.Time, stop);
            var shards = new SortedSet<int>();
            while (_committed.Reader.TryRead(out var shard))
            {
                Volatile.Write(ref _announced[shard], false);
                shards.Add(shard);
            }

            await using var notify = _options.Database.CreateCommand("SELECT pg_notify('nightingale_events', $1)");
            notify.Parameters.Add(new() { Value = $"{_self} {string.Join(' ', shards)}" });
            try
            {
                await notify.ExecuteNonQueryAsync(stop);
            }
            catch (NpgsqlException)
            {
                foreach (var shard in shards) Gathers(shard);
                throw;
            }
        }
    }

    private async Task Listen(CancellationToken stop)
    {
        await using var connection = await _options.Database.OpenConnectionAsync(stop);
        connection.Notification += (_, notification) => _heard.Writer.TryWrite(notification.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN nightingale_events", connection)) await listen.ExecuteNonQueryAsync(stop);
        while (true)
        {
            _heard.Writer.TryWrite("");
            for (var looked = _options.Time.GetTimestamp(); _options.Time.GetElapsedTime(looked) < LookAnyway;)
                if (!await connection.WaitAsync(LookAnyway, stop))
                    break;
        }
    }

    private async Task Follow(CancellationToken stop)
    {
        await foreach (var payload in _heard.Reader.ReadAllAsync(stop))
            if (payload.Length == 0) await LookAtAll(stop);
            else if (payload.Split(' ') is [var sender, .. var shards] && sender != _self)
                foreach (var shard in shards) await Tell(int.Parse(shard, CultureInfo.InvariantCulture), stop);
    }

    // Only the last event of each shard: who has followed knows it, and who has not sees by its ordinal that some are missing.
    private async Task LookAtAll(CancellationToken stop)
    {
        await using var query = _options.Database.CreateCommand("SELECT shard, (SELECT max(ordinal) FROM event WHERE event.shard = lease.shard) FROM lease");
        var heads = new Dictionary<int, long>();
        await using (var rows = await query.ExecuteReaderAsync(stop))
            while (await rows.ReadAsync(stop))
                if (!await rows.IsDBNullAsync(1, stop)) heads[rows.GetInt32(0)] = rows.GetInt64(1);
        foreach (var (shard, head) in heads.Where(head => head.Value > _told.GetValueOrDefault(head.Key)))
        {
            _told.TryAdd(shard, head - 1);
            await Tell(shard, stop);
        }
    }

    private async Task Tell(int shard, CancellationToken stop)
    {
        var news = new List<StoredEvent>();
        await foreach (var stored in PostgresEvents.OfShard(_options.Database, shard, _told.GetValueOrDefault(shard), long.MaxValue, stop)) news.Add(stored);
        if (news.Count == 0) return;
        Advance(shard, news[^1].Ordinal);
        _subscribers.Publish(news);
    }

    private void Advance(int shard, long ordinal) => _told.AddOrUpdate(shard, static (_, last) => last, static (_, told, last) => Math.Max(told, last), ordinal);
}
