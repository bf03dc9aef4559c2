namespace Nightingale.Actors.Kernel;

/// <summary>The actors whose end one incarnation waits for. Guarded by its cell's gate.</summary>
internal sealed class DeathWatch<TMessage>(Cell<TMessage> cell, ActorContext<TMessage> context)
{
    private readonly Dictionary<ActorRef, Watched> _watched = [];

    public void Watch(ActorRef other, TMessage onTerminated)
    {
        Unwatch(other);
        _watched[other] = new(this, other, onTerminated);
        other.Cell.Send(new Signal.Watch(cell));
    }

    public void Unwatch(ActorRef other)
    {
        if (!_watched.Remove(other, out var watched)) return;
        watched.Cancelled = true;
        other.Cell.Send(new Signal.Unwatch(cell));
    }

    public void UnwatchAll()
    {
        foreach (var other in _watched.Keys.ToList()) Unwatch(other);
    }

    /// <summary>The end goes through the mailbox, behind what the ended one sent.</summary>
    public void Terminated(ActorRef other)
    {
        if (!_watched.TryGetValue(other, out var watched) || watched.Queued) return;
        watched.Queued = true;
        cell.Deliver(new(watched.Message, watched));
    }

    private bool Admit(Watched watched)
    {
        lock (cell.Gate)
        {
            if (watched.Cancelled || context.Ending) return false;
            _watched.Remove(watched.Other);
            return true;
        }
    }

    private sealed class Watched(DeathWatch<TMessage> watch, ActorRef other, TMessage message) : ITicket
    {
        public ActorRef Other { get; } = other;

        public TMessage Message { get; } = message;

        public bool Queued { get; set; }

        public bool Cancelled { get; set; }

        public bool Admit() => watch.Admit(this);

        public void Undelivered(ActorStoppedException why)
        {
            // Nobody waits for it.
        }
    }
}
