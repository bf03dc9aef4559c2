using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

using Microsoft.Data.Sqlite;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The one thread that touches the database. Appends that queue while a commit runs share the next one (group commit); everything else runs
/// between commits, in the order in which it came.
/// </summary>
/// <param name="commit">Commits some appends and tells each what became of it; never throws.</param>
/// <param name="end">The last thing that the thread does; never throws.</param>
/// <param name="maxBatch">The most appends that share a commit.</param>
internal sealed class JournalThread(Action<IReadOnlyList<PendingAppend>> commit, Action end, int maxBatch)
{
    // Bounds the memory and the time of a commit of large events.
    private const long MostBytes = 8 * 1024 * 1024;

    private const long ChunkBytes = 1024 * 1024;
    private const int ChunkItems = 512;

    private readonly BlockingCollection<Job> _jobs = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to work.</summary>
    public void Start() => new Thread(Run) { Name = "journal", IsBackground = true }.Start();

    /// <summary>Queues an append.</summary>
    public Task<IReadOnlyList<StoredEvent>> Append(AppendRequest request)
    {
        var append = new PendingAppend(request);
        if (!TryAdd(new Job(append, null))) append.Refuse(new AppendFailedException("The journal is closed; nothing was written."));
        return append.Outcome;
    }

    /// <summary>Queues work that is no append.</summary>
    public Task<T> Ask<T>(Func<T> work, CancellationToken stop = default)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!TryAdd(new Job(null, Work))) done.SetException(new JournalUnavailableException("The journal is closed."));
        return done.Task;

        void Work()
        {
            if (stop.IsCancellationRequested) done.SetCanceled(stop);
            else
                try
                {
                    done.SetResult(work());
                }
                catch (Exception fault)
                {
                    done.SetException(fault is SqliteException read ? SqliteFaults.Reading(read) : fault);
                }
        }
    }

    /// <summary>Queues work that nobody waits for; it must not throw. Dropped if the thread has ended.</summary>
    public void Post(Action work) => TryAdd(new Job(null, work));

    /// <summary>Runs an iterator on this thread, some items at a time, while the caller looks at those before.</summary>
    /// <param name="source">Makes the iterator; between two items it must not hold on to anything.</param>
    /// <param name="size">The bytes of an item, to bound what is held in memory.</param>
    /// <param name="stop">Ends the stream with an exception.</param>
    public async IAsyncEnumerable<T> Stream<T>(Func<IEnumerable<T>> source, Func<T, int> size, [EnumeratorCancellation] CancellationToken stop)
    {
        IEnumerator<T>? items = null;
        var pending = Ask(Chunk, stop);
        while (true)
        {
            var (chunk, last) = await pending;
            if (!last) pending = Ask(Chunk, stop);
            foreach (var item in chunk) yield return item;
            if (last) yield break;
        }

        (List<T> Items, bool Last) Chunk()
        {
            items ??= source().GetEnumerator();
            var chunk = new List<T>();
            for (var bytes = 0L; bytes < ChunkBytes && chunk.Count < ChunkItems; bytes += size(items.Current), chunk.Add(items.Current))
                if (!items.MoveNext()) return (chunk, true);
            return (chunk, false);
        }
    }

    /// <summary>Takes no more jobs, finishes those that are queued, and ends.</summary>
    public Task Close()
    {
        _jobs.CompleteAdding();
        return _ended.Task;
    }

    private bool TryAdd(Job job)
    {
        try
        {
            _jobs.Add(job);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // Closed, perhaps this very moment.
        }
    }

    private void Run()
    {
        var appends = new List<PendingAppend>(maxBatch);
        var others = new List<Action>();
        foreach (var first in _jobs.GetConsumingEnumerable())
        {
            Gather(first, appends, others);
            if (appends.Count > 0) commit(appends);
            foreach (var work in others) work();
            appends.Clear();
            others.Clear();
        }

        end();
        _ended.SetResult();
    }

    private void Gather(Job first, List<PendingAppend> appends, List<Action> others)
    {
        var bytes = 0L;
        var next = first;
        do
        {
            if (next.Append is { } append)
            {
                appends.Add(append);
                bytes += append.Bytes;
            }
            else
                others.Add(next.Work!);
        }
        while (appends.Count < maxBatch && others.Count < maxBatch && bytes < MostBytes && _jobs.TryTake(out next));
    }

    private readonly record struct Job(PendingAppend? Append, Action? Work);
}
