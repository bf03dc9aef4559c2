using System.Globalization;
using System.Runtime.CompilerServices;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Provisioning;

namespace Nightingale.Actors.Projections;

/// <summary>
/// The hub of news: journal events and the progress of runs, the last <paramref name="capacity"/> of them in a ring. Followers read from the ring
/// at their own pace and hold no queue, so a slow one costs no memory: when the ring has overtaken it, it is told to begin anew.
/// </summary>
/// <param name="boot">Tells this process's news from another's; letters and digits.</param>
/// <param name="list">Knows which account an instance belongs to, and how it is.</param>
/// <param name="bill">Knows what it costs.</param>
/// <param name="time">For heartbeats.</param>
/// <param name="capacity">How many pieces of news can be resumed from.</param>
public sealed class LiveEvents(string boot, IInstanceList list, IBill bill, TimeProvider time, int capacity = 10_000)
{
    private const int AtOnce = 256;

    private readonly Lock _gate = new();
    private readonly LiveEvent[] _ring = new LiveEvent[capacity];
    private long _last;
    private TaskCompletionSource _news = NewSignal();

    /// <summary>Tells what was journalled and is in the read models. They are asked once, however many follow.</summary>
    public async Task Publish(IReadOnlyList<StoredEvent> committed, CancellationToken cancel = default)
    {
        if (committed.Count == 0) return;
        var ids = committed.Select(InstanceFold.IdOf).OfType<InstanceId>().Distinct().ToList();
        var rows = await list.Find(ids, cancel);
        var costs = await bill.Costs([.. ids.Select(id => id.ToString())], cancel);
        TaskCompletionSource news;
        lock (_gate)
        {
            foreach (var stored in committed) Add_NeedsGate(Told(IdOf(_last + 1), stored, rows, costs));
            news = NextSignal_NeedsGate();
        }

        news.SetResult();
    }

    /// <summary>Tells a line of a Terraform run on this node.</summary>
    public void Publish(RunProgress line) => Publish(line, here: true);

    /// <summary>Tells a line of a Terraform run, of this node or of another that told of it.</summary>
    public void Publish(RunProgress line, bool here)
    {
        TaskCompletionSource news;
        lock (_gate)
        {
            Add_NeedsGate(new LiveEvent.Progress(IdOf(_last + 1), line, here));
            news = NextSignal_NeedsGate();
        }

        news.SetResult();
    }

    /// <summary>
    /// News as they come, without end. Begins right after <paramref name="lastEventId"/>; where that is null, of another boot or too old, with a
    /// <see cref="LiveEvent.Reset"/>.
    /// </summary>
    /// <param name="lastEventId">The last id that the follower has seen, or null.</param>
    /// <param name="wanted">Which of the news it may and wants to see; asked for <see cref="LiveEvent.Journalled"/> and <see cref="LiveEvent.Progress"/> only.</param>
    /// <param name="heartbeat">After so long without news comes a <see cref="LiveEvent.Heartbeat"/>, which also moves the id past what is not wanted.</param>
    /// <param name="cancel">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<LiveEvent> Follow(
        string? lastEventId,
        Func<LiveEvent, bool> wanted,
        TimeSpan heartbeat,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var seen = Seen(lastEventId);
        var spoke = time.GetTimestamp();
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var (events, head, news) = ReadAfter(seen);
            if (events is null)
            {
                seen = head;
                yield return new LiveEvent.Reset(IdOf(head));
                spoke = time.GetTimestamp();
                continue;
            }

            foreach (var happened in events.Where(wanted))
            {
                yield return happened;
                spoke = time.GetTimestamp();
            }

            seen += events.Length;
            if (time.GetElapsedTime(spoke) >= heartbeat)
            {
                yield return new LiveEvent.Heartbeat(IdOf(seen!.Value));
                spoke = time.GetTimestamp();
            }

            if (events.Length == 0) await Either(news, heartbeat - time.GetElapsedTime(spoke), cancel);
        }
    }

    private async Task Either(Task news, TimeSpan wait, CancellationToken cancel)
    {
        if (wait <= TimeSpan.Zero) return;
        await news.WaitAsync(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
    }

    // Null: the ring does not reach back so far.
    private (LiveEvent[]? Events, long Head, Task News) ReadAfter(long? seen)
    {
        lock (_gate)
        {
            if (seen is not { } from || from < _last - capacity) return (null, _last, _news.Task);
            var events = new LiveEvent[Math.Min(_last - from, AtOnce)];
            for (var i = 0; i < events.Length; i++) events[i] = _ring[(from + 1 + i) % capacity];
            return (events, _last, _news.Task);
        }
    }

    private long? Seen(string? lastEventId)
    {
        if (lastEventId is null || !lastEventId.StartsWith(boot + "-", StringComparison.Ordinal)) return null;
        var known = long.TryParse(lastEventId.AsSpan(boot.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        lock (_gate) return known && number <= _last ? number : null;
    }

    private void Add_NeedsGate(LiveEvent happened)
    {
        _last++;
        _ring[_last % capacity] = happened;
    }

    // The old signal is set outside the lock, so that no follower runs inside it.
    private TaskCompletionSource NextSignal_NeedsGate()
    {
        var news = _news;
        _news = NewSignal();
        return news;
    }

    private string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{boot}-{number}");

    private static LiveEvent.Journalled Told(
        string id, StoredEvent stored, IReadOnlyDictionary<InstanceId, InstanceRow> rows, IReadOnlyDictionary<string, InstanceCost> costs)
    {
        if (InstanceFold.IdOf(stored) is not { } instance) return new(id, stored, Bill.AccountOf(stored));
        var row = rows.GetValueOrDefault(instance);
        return new(id, stored, row?.Account, row, costs.GetValueOrDefault(instance.ToString()));
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
