using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>
/// Feeds projections from the journal: reads each shard from where they stand to its end, then follows what is committed. Each shard's gapless ordinal
/// shows what was missed, and what was missed is read from the shard; nothing is ever skipped or seen twice.
/// </summary>
public sealed class ProjectionFeed(IJournal journal, IReadOnlyList<IProjection> projections, LiveEvents live, TimeProvider time, ILogger<ProjectionFeed> log)
{
    private const int RequestsWaiting = 1024;
    private const int EventsAtOnce = 1024;

    private readonly Channel<IReadOnlyList<StoredEvent>> _news =
        Channel.CreateBounded<IReadOnlyList<StoredEvent>>(new BoundedChannelOptions(RequestsWaiting) { SingleReader = true });

    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, long> _offsets = [];
    private volatile bool _overflowed;
    private long _seen;

    /// <summary>Completes when the journal, as it was at the start, has been read: from now on the projections may be asked.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <summary>How many events of all shards the projections have seen: as many as there are when they are not behind.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>
    /// Reads and follows until <paramref name="stop"/>. After a fault it may be run again and goes on where it was; one run at a time.
    /// </summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task Run(CancellationToken stop)
    {
        using var subscription = journal.Subscribe(Announce);
        var began = time.GetTimestamp();
        if (!CaughtUp.IsCompleted) await Begin(stop);
        await CatchUp(stop);
        if (_caughtUp.TrySetResult()) log.CaughtUp(_offsets.Values.Sum(), time.GetElapsedTime(began).TotalMilliseconds);

        while (await _news.Reader.WaitToReadAsync(stop))
        {
            var committed = new List<StoredEvent>();
            while (committed.Count < EventsAtOnce && _news.Reader.TryRead(out var request)) committed.AddRange(request);
            await Take(committed, stop);
            if (!_overflowed) continue;
            _overflowed = false;
            await CatchUp(stop);
        }
    }

    private async Task Begin(CancellationToken stop)
    {
        var places = await Task.WhenAll(projections.Select(projection => projection.Begin(stop)));
        foreach (var shard in places[0].Keys.Where(shard => places.All(place => place.ContainsKey(shard))))
            Advance(shard, Math.Max(_offsets.GetValueOrDefault(shard), places.Min(place => place[shard])));
    }

    // On the journal's writer thread. What finds no room is read from its shard later; the empty request wakes the reader
    // in case it emptied the queue between the two writes.
    private void Announce(IReadOnlyList<StoredEvent> committed)
    {
        if (_news.Writer.TryWrite(committed)) return;
        _overflowed = true;
        _news.Writer.TryWrite([]);
    }

    private async Task CatchUp(CancellationToken stop)
    {
        foreach (var (shard, head) in await journal.Heads(stop))
            if (head > _offsets.GetValueOrDefault(shard)) await ReadOn(shard, stop);
    }

    private async Task Take(List<StoredEvent> committed, CancellationToken stop)
    {
        var fresh = new List<StoredEvent>(committed.Count);
        var heads = new Dictionary<int, long>();
        foreach (var stored in committed)
        {
            var expected = (heads.TryGetValue(stored.Shard, out var head) ? head : _offsets.GetValueOrDefault(stored.Shard)) + 1;
            if (stored.Ordinal < expected) continue;
            if (stored.Ordinal > expected)
            {
                log.GapFilled(stored.Shard, expected, stored.Ordinal);
                await Publish(fresh, stop);
                heads.Clear();
                await ReadOn(stored.Shard, stop);
                continue;
            }

            fresh.Add(stored);
            heads[stored.Shard] = stored.Ordinal;
        }

        await Publish(fresh, stop);
    }

    private async Task ReadOn(int shard, CancellationToken stop)
    {
        var news = new List<StoredEvent>();
        await foreach (var stored in journal.ReadShard(shard, _offsets.GetValueOrDefault(shard), stop))
        {
            news.Add(stored);
            if (news.Count == EventsAtOnce) await Publish(news, stop);
        }

        await Publish(news, stop);
    }

    // The read models first: whoever hears of an event finds it in them. What happened before the start is no news. The offsets move last, so that
    // another run after a fault takes in again what may not have been told.
    private async Task Publish(List<StoredEvent> news, CancellationToken stop)
    {
        if (news.Count == 0) return;
        await Task.WhenAll(projections.Select(projection => projection.Take(news, stop)));
        if (CaughtUp.IsCompleted) await live.Publish(news, stop);
        foreach (var stored in news) Advance(stored.Shard, stored.Ordinal);
        news.Clear();
    }

    private void Advance(int shard, long ordinal)
    {
        Interlocked.Add(ref _seen, ordinal - _offsets.GetValueOrDefault(shard));
        _offsets[shard] = ordinal;
    }
}
