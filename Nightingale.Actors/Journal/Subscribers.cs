using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Journal;

/// <summary>Who is told of commits. The list is an immutable snapshot: publishing takes no lock.</summary>
internal sealed class Subscribers(ILogger log)
{
    private ImmutableArray<Subscription> _all = [];

    /// <summary>Adds a subscriber until the result is disposed.</summary>
    public IDisposable Add(Action<IReadOnlyList<StoredEvent>> committed)
    {
        var subscription = new Subscription(this, committed);
        ImmutableInterlocked.Update(ref _all, (all, one) => all.Add(one), subscription);
        return subscription;
    }

    /// <summary>Tells all subscribers. One that throws is logged and harms neither the others nor the journal.</summary>
    public void Publish(IReadOnlyList<StoredEvent> events)
    {
        foreach (var subscription in _all)
            try
            {
                subscription.Committed(events);
            }
            catch (Exception fault)
            {
                JournalLog.SubscriberFailed(log, fault);
            }
    }

    private sealed class Subscription(Subscribers owner, Action<IReadOnlyList<StoredEvent>> committed) : IDisposable
    {
        public Action<IReadOnlyList<StoredEvent>> Committed => committed;

        public void Dispose() => ImmutableInterlocked.Update(ref owner._all, (all, one) => all.Remove(one), this);
    }
}
