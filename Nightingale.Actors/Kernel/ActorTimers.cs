namespace Nightingale.Actors.Kernel;

/// <summary>The timers of one incarnation. Guarded by its cell's gate.</summary>
internal sealed class ActorTimers<TMessage>(Cell<TMessage> cell, ActorContext<TMessage> context)
{
    private readonly Dictionary<string, Running> _running = new(StringComparer.Ordinal);

    public void Start(string key, TimeSpan after, TMessage message)
    {
        Cancel(key);
        _running[key] = new(this, key, after, message);
    }

    public void Cancel(string key)
    {
        if (_running.Remove(key, out var timer)) timer.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _running.Values) timer.Cancel();
        _running.Clear();
    }

    private bool Admit(Running timer)
    {
        lock (cell.Gate)
        {
            if (timer.Cancelled || context.Ending) return false;
            if (_running.TryGetValue(timer.Key, out var current) && current == timer)
            {
                _running.Remove(timer.Key);
                timer.Dispose();
            }

            return true;
        }
    }

    private sealed class Running : ITicket, IDisposable
    {
        private readonly ActorTimers<TMessage> _timers;
        private readonly TMessage _message;
        private readonly ITimer _timer;

        public Running(ActorTimers<TMessage> timers, string key, TimeSpan after, TMessage message)
        {
            (_timers, Key, _message) = (timers, key, message);
            _timer = timers.Time.CreateTimer(static timer => ((Running)timer!).Fire(), this, after, Timeout.InfiniteTimeSpan);
        }

        public string Key { get; }

        public bool Cancelled { get; private set; }

        public void Cancel()
        {
            Cancelled = true;
            Dispose();
        }

        public void Dispose() => _timer.Dispose();

        public bool Admit() => _timers.Admit(this);

        public void Undelivered(ActorStoppedException why)
        {
            // Nobody waits for it.
        }

        private void Fire() => _timers.Fire(new(_message, this));
    }

    private TimeProvider Time => cell.System.Time;

    private void Fire(Letter<TMessage> letter) => cell.Deliver(letter);
}
