using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>
/// Feeds projections from the journal: reads each shard to its end, then follows what is committed. Each shard's gapless ordinal shows what was
/// missed, and what was missed is read from the shard; nothing is ever skipped or seen twice.
/// </summary>
public sealed class ProjectionFeed(IJournal journal, IReadOnlyList<IProjection> projections, LiveEvents live, TimeProvider time, ILogger<ProjectionFeed> log)
{
    private const int RequestsWaiting = 1024;

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
        await CatchUp(stop);
        if (_caughtUp.TrySetResult()) log.CaughtUp(_offsets.Values.Sum(), time.GetElapsedTime(began).TotalMilliseconds);

        await foreach (var committed in _news.Reader.ReadAllAsync(stop))
        {
            await Take(committed, stop);
            if (!_overflowed) continue;
            _overflowed = false;
            await CatchUp(stop);
        }
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

    private async Task Take(IReadOnlyList<StoredEvent> committed, CancellationToken stop)
    {
        var fresh = new List<StoredEvent>(committed.Count);
        foreach (var stored in committed)
        {
            var expected = _offsets.GetValueOrDefault(stored.Shard) + 1;
            if (stored.Ordinal < expected) continue;
            if (stored.Ordinal > expected)
            {
                log.GapFilled(stored.Shard, expected, stored.Ordinal);
                Publish(fresh);
                await ReadOn(stored.Shard, stop);
                continue;
            }

            Apply(stored);
            fresh.Add(stored);
        }

        Publish(fresh);
    }

    private async Task ReadOn(int shard, CancellationToken stop)
    {
        var news = new List<StoredEvent>();
        await foreach (var stored in journal.ReadShard(shard, _offsets.GetValueOrDefault(shard), stop))
        {
            Apply(stored);
            if (CaughtUp.IsCompleted) news.Add(stored);
        }

        Publish(news);
    }

    private void Apply(StoredEvent stored)
    {
        foreach (var projection in projections) projection.Apply(stored);
        Interlocked.Add(ref _seen, stored.Ordinal - _offsets.GetValueOrDefault(stored.Shard));
        _offsets[stored.Shard] = stored.Ordinal;
    }

    // The read models first: whoever hears of an event finds it in them. What happened before the start is no news.
    private void Publish(List<StoredEvent> news)
    {
        foreach (var projection in projections) projection.Publish();
        if (CaughtUp.IsCompleted) live.Publish(news);
        news.Clear();
    }
}
