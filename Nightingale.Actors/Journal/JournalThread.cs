using System.Collections.Concurrent;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The one thread that touches the database. Appends that queue while a commit runs share the next one (group commit); everything else runs
/// between commits, in the order in which it came.
/// </summary>
/// <param name="store">What the thread owns; disposed at the thread's end.</param>
/// <param name="maxBatch">The most appends that share a commit.</param>
internal sealed class JournalThread(SqliteStore store, int maxBatch)
{
    // Bounds the memory and the time of a commit of large events.
    private const long MostBytes = 8 * 1024 * 1024;

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

    /// <summary>Queues work on the database that is no append.</summary>
    public Task<T> Ask<T>(Func<SqliteStore, T> work, CancellationToken stop = default)
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
                    done.SetResult(work(store));
                }
                catch (Exception fault)
                {
                    done.SetException(fault);
                }
        }
    }

    /// <summary>Takes no more jobs, finishes those that are queued, and closes the store.</summary>
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
            if (appends.Count > 0) store.Commit(appends);
            foreach (var work in others) work();
            appends.Clear();
            others.Clear();
        }

        try
        {
            store.Dispose();
            _ended.SetResult();
        }
        catch (Exception fault)
        {
            _ended.SetException(fault);
        }
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
