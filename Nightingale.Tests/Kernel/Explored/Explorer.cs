namespace Nightingale.Tests.Kernel.Explored;

/// <summary>
/// Runs real threads one at a time, from one atomic operation to the next, and goes depth-first through all schedules in which no more than so many
/// times a thread is interrupted that could have gone on. With <see cref="StoreBuffers"/>, others see what a thread has written at a moment that is part of the
/// schedule: to let them see it is an interruption of whoever runs, or for nothing when that one waits or has ended.
/// </summary>
internal sealed class Explorer : IDisposable
{
    private const int MostSteps = 5_000;

    private readonly List<ExploredThread> _threads = [];
    private readonly List<(int Options, int Taken)> _path = [];
    private readonly ManualResetEventSlim _ended = new();
    private readonly StoreBuffers _buffers = new();
    private readonly int _interruptions;
    private readonly bool _buffered;
    private int _depth;
    private int _left;
    private int _steps;
    private bool _over;
    private string? _problem;

    public Explorer(int interruptions, bool buffered) => (_interruptions, _buffered) = (interruptions, buffered);

    /// <summary>Schedules seen.</summary>
    public int Schedules { get; private set; }

    /// <summary>The running thread may be interrupted here.</summary>
    public static void Step()
    {
        if (ExploredThread.Current is { } thread) thread.Explorer.StepOf(thread);
    }

    /// <summary>What the running thread reads there, because another's write still waits in its buffer.</summary>
    public static long? Unseen(string location) => ExploredThread.Current is { } thread ? thread.Explorer._buffers.Read(thread, location) : null;

    /// <summary>The running thread writes there, without a fence.</summary>
    public static void Writes(string location, long before)
    {
        if (ExploredThread.Current is not { } thread) return;
        thread.Explorer._buffers.Write(thread, location, before);
        if (!thread.Explorer._buffered) thread.Explorer._buffers.Drain(thread);
    }

    /// <summary>The running thread changes what is there in one step with reading it.</summary>
    public static void Fences(string location)
    {
        if (ExploredThread.Current is { } thread) thread.Explorer._buffers.Fence(thread, location);
    }

    /// <summary>Lets others run until one more write is seen.</summary>
    public static void AwaitWrite()
    {
        if (ExploredThread.Current is not { } thread) return;
        var explorer = thread.Explorer;
        var seen = explorer._buffers.Seen;
        if (Until(() => explorer._buffers.Seen != seen)) return;
        explorer._problem ??= "a thread waits for a gate for ever";
        throw new AbandonedException();
    }

    /// <summary>Lets others run until the condition holds.</summary>
    /// <returns>False when it never will: nobody can run any more.</returns>
    public static bool Until(Func<bool> condition)
    {
        var thread = ExploredThread.Current!;
        thread.Awaits = condition;
        thread.Explorer.Pass(thread);
        thread.Awaits = null;
        return !thread.Explorer._over;
    }

    /// <summary>Plays every schedule.</summary>
    /// <param name="play">The threads of a new play, and what is wrong after it.</param>
    /// <returns>The first problem.</returns>
    public string? Explore(Func<(IReadOnlyList<Action> Threads, Func<string?> Problem)> play)
    {
        do
        {
            var (bodies, problem) = play();
            while (_threads.Count < bodies.Count) _threads.Add(new(this));
            (_depth, _left, _steps, _over) = (0, _interruptions, 0, false);
            _buffers.Clear();
            for (var index = 0; index < bodies.Count; index++) _threads[index].Prepare(bodies[index]);
            _ended.Reset();
            Choose(current: null)!.Run();
            _ended.Wait();
            Schedules++;
            if ((_problem ?? problem()) is { } found) return found;
        }
        while (Another());
        return null;
    }

    public void Dispose()
    {
        foreach (var thread in _threads) thread.Dispose();
        _ended.Dispose();
    }

    /// <summary>The thread's code has thrown.</summary>
    public void Failed(Exception fault) => _problem ??= fault.ToString();

    /// <summary>The thread has ended.</summary>
    public void Ended()
    {
        if (Choose(current: null) is { } next) next.Run();
        else _ended.Set();
    }

    private void StepOf(ExploredThread thread)
    {
        if (++_steps <= MostSteps)
        {
            Pass(thread);
            return;
        }

        _problem ??= "it never comes to rest";
        _over = true;
        throw new AbandonedException();
    }

    private void Pass(ExploredThread thread)
    {
        var next = Choose(thread)!;
        if (next == thread) return;
        next.Run();
        thread.AwaitTurn();
    }

    /// <summary>Who runs next: whoever ran, unless it cannot or is interrupted. Before that, writes may leave their buffers.</summary>
    private ExploredThread? Choose(ExploredThread? current)
    {
        var goesOn = current is not null && (_over || current.CanRun);
        while (!goesOn || (_left > 0 && !_over))
        {
            var able = _threads.FindAll(thread => !thread.HasEnded && (_over || thread.CanRun) && (!goesOn || thread != current));
            if (goesOn) able.Insert(0, current!);
            List<ExploredThread> writers = _over ? [] : [.. _buffers.Writers];
            if (able.Count + writers.Count == 0 && !_over)
            {
                _over = true;
                return current ?? _threads.Find(thread => !thread.HasEnded);
            }

            if (able.Count == 0 && _over) return null;
            var taken = able.Count + writers.Count == 1 || _over ? 0 : Take(able.Count + writers.Count);
            if (goesOn && taken > 0) (_left, goesOn) = (_left - 1, false);
            if (taken < able.Count) return able[taken];
            _buffers.Drain(writers[taken - able.Count]);
        }

        return current;
    }

    private int Take(int options)
    {
        if (_depth == _path.Count) _path.Add((options, 0));
        if (_path[_depth].Options != options) throw new InvalidOperationException("A play is not the same when it is played again.");
        return _path[_depth++].Taken;
    }

    private bool Another()
    {
        while (_path.Count > 0 && _path[^1] is var (options, taken))
        {
            _path.RemoveAt(_path.Count - 1);
            if (taken + 1 == options) continue;
            _path.Add((options, taken + 1));
            return true;
        }

        return false;
    }
}

/// <summary>The play is over for this thread.</summary>
internal sealed class AbandonedException : Exception;
