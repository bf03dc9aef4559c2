using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Lets a bounded number of runs go at a time. Accounts take turns, so that one that starts a hundred instances does not make the
/// others wait for all of them; an instance has one run at a time, so a newer run waits until the one before it has truly ended.
/// </summary>
internal sealed class RunQueue(int maxRuns)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<string> _turns = new();
    private readonly Dictionary<string, LinkedList<Waiter>> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<InstanceId> _running = [];

    /// <summary>How many runs wait.</summary>
    public int Waiting
    {
        get { lock (_gate) return _waiting.Values.Sum(waiters => waiters.Count); }
    }

    /// <summary>How many runs go.</summary>
    public int Running
    {
        get { lock (_gate) return _running.Count; }
    }

    /// <summary>Waits for a turn.</summary>
    /// <param name="instance">Whose run it is.</param>
    /// <param name="account">Whose turn it takes.</param>
    /// <param name="place">
    /// Is told the place in the queue, from 1, if there is any waiting to do, and again each time it has at least halved: a thousand
    /// that wait are told ten times each and not a thousand times.
    /// </param>
    /// <param name="cancel">Leaves the queue.</param>
    /// <returns>The turn; dispose it when the run has ended.</returns>
    public async Task<IDisposable> Enter(InstanceId instance, string account, Action<int> place, CancellationToken cancel)
    {
        var waiter = new Waiter(instance, account, place);
        List<(Waiter, int)> news;
        lock (_gate)
        {
            Add_NeedsGate(waiter);
            Admit_NeedsGate();
            news = Places_NeedsGate();
        }
        Tell(news);
        await using var leaving = cancel.UnsafeRegister(_ => Leave(waiter, cancel), null);
        await waiter.Admitted.Task;
        return new Turn(this, waiter);
    }

    private void Leave(Waiter waiter, CancellationToken cancel)
    {
        List<(Waiter, int)> news;
        lock (_gate)
        {
            if (!Remove_NeedsGate(waiter)) return;
            news = Places_NeedsGate();
        }
        waiter.Admitted.TrySetCanceled(cancel);
        Tell(news);
    }

    private void End(Waiter waiter)
    {
        List<(Waiter, int)> news;
        lock (_gate)
        {
            if (!_running.Remove(waiter.Instance)) return;
            Admit_NeedsGate();
            news = Places_NeedsGate();
        }
        Tell(news);
    }

    private void Add_NeedsGate(Waiter waiter)
    {
        if (!_waiting.TryGetValue(waiter.Account, out var waiters))
        {
            waiters = _waiting[waiter.Account] = new();
            _turns.AddLast(waiter.Account);
        }
        waiters.AddLast(waiter);
    }

    private bool Remove_NeedsGate(Waiter waiter)
    {
        if (!_waiting.TryGetValue(waiter.Account, out var waiters) || !waiters.Remove(waiter)) return false;
        if (waiters.Count == 0)
        {
            _waiting.Remove(waiter.Account);
            _turns.Remove(waiter.Account);
        }
        return true;
    }

    private void Admit_NeedsGate()
    {
        while (_running.Count < maxRuns && Next_NeedsGate() is { } next)
        {
            Remove_NeedsGate(next);
            if (_turns.Remove(next.Account)) _turns.AddLast(next.Account);
            _running.Add(next.Instance);
            next.Admitted.TrySetResult();
        }
    }

    private Waiter? Next_NeedsGate() =>
        _turns.Select(account => _waiting[account].FirstOrDefault(waiter => !_running.Contains(waiter.Instance))).FirstOrDefault(waiter => waiter is not null);

    // Plays the turns through: place n is who would go n-th.
    private List<(Waiter Waiter, int Place)> Places_NeedsGate()
    {
        var news = new List<(Waiter, int)>();
        var round = _turns.Select(account => _waiting[account].First).ToList();
        for (var place = 1; round.Count > 0;)
        {
            foreach (var node in round)
            {
                if (node!.Value.IsNews(place)) news.Add((node.Value, place));
                place++;
            }
            round = [.. round.Select(node => node!.Next).Where(node => node is not null)];
        }
        return news;
    }

    private static void Tell(List<(Waiter Waiter, int Place)> news)
    {
        foreach (var (waiter, place) in news) waiter.Tell(place);
    }

    private sealed class Waiter(InstanceId instance, string account, Action<int> tell)
    {
        private int _told = int.MaxValue;

        public InstanceId Instance => instance;

        public string Account => account;

        public void Tell(int place) => tell(place);

        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsNews(int place)
        {
            if (place > _told / 2) return false;
            _told = place;
            return true;
        }
    }

    private sealed class Turn(RunQueue queue, Waiter waiter) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) queue.End(waiter);
        }
    }
}
