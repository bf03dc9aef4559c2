namespace Nightingale.Tests.Kernel.Explored;

/// <summary>
/// Runs real threads one at a time, from one atomic operation to the next, and goes depth-first through all schedules in which no more than so many
/// times a thread is interrupted that could have gone on. Memory is sequentially consistent here; what store buffers do, <see cref="TurnsModel"/> shows.
/// </summary>
internal sealed class Explorer : IDisposable
{
    private const int MostSteps = 5_000;

    private readonly List<ExploredThread> _threads = [];
    private readonly List<(int Options, int Taken)> _path = [];
    private readonly ManualResetEventSlim _ended = new();
    private readonly int _interruptions;
    private int _depth;
    private int _left;
    private int _steps;
    private int _writes;
    private bool _over;
    private string? _problem;

    public Explorer(int interruptions) => _interruptions = interruptions;

    /// <summary>Schedules seen.</summary>
    public int Schedules { get; private set; }

    /// <summary>The running thread may be interrupted here.</summary>
    public static void Step()
    {
        if (ExploredThread.Current is { } thread) thread.Explorer.StepOf(thread);
    }

    /// <summary>Something was written that another thread may wait for.</summary>
    public static void Wrote()
    {
        if (ExploredThread.Current is { } thread) thread.Explorer._writes++;
    }

    public static void AwaitWrite()
    {
        if (ExploredThread.Current is not { } thread) return;
        var explorer = thread.Explorer;
        var seen = explorer._writes;
        if (Until(() => explorer._writes != seen)) return;
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
            (_depth, _left, _steps, _writes, _over) = (0, _interruptions, 0, 0, false);
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

    /// <summary>Who runs next: whoever ran, unless it cannot or is interrupted.</summary>
    private ExploredThread? Choose(ExploredThread? current)
    {
        var goesOn = current is not null && (_over || current.CanRun);
        if (goesOn && (_left == 0 || _over)) return current;
        var able = _threads.FindAll(thread => thread != current && !thread.HasEnded && (_over || thread.CanRun));
        if (goesOn) able.Insert(0, current!);
        if (able.Count == 0 && !_over)
        {
            _over = true;
            return current ?? _threads.Find(thread => !thread.HasEnded);
        }

        if (able.Count == 0) return null;
        var taken = able.Count == 1 || _over ? 0 : Take(able.Count);
        if (goesOn && taken > 0) _left--;
        return able[taken];
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
