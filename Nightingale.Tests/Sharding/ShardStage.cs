using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Sharding;
using Nightingale.Tests.Kernel;

namespace Nightingale.Tests.Sharding;

/// <summary>A region of guests, which note what comes for them, on a stage that stands still unless a test moves it.</summary>
internal sealed class ShardStage
{
    public static readonly TimeSpan LeaveAfter = TimeSpan.FromMinutes(2);

    public ShardStage(int seed = 1)
    {
        Stage = new(seed);
        Region = new(Stage.System, new("guest", Guest, new GuestMessage.Leave(), LeaveAfter), new MemoryJournal());
    }

    public Stage Stage { get; }

    public ShardRegion<GuestMessage> Region { get; }

    /// <summary>Guests that stay when they are asked to leave.</summary>
    public ISet<string> Busy { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Guests that cannot be made.</summary>
    public ISet<string> Broken { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Of what was sent, what the sender was told is lost.</summary>
    public IList<string> Lost { get; } = [];

    /// <summary>Says "stay" for a guest as it would itself, also when it is long gone.</summary>
    public Action<string> Stay { get; private set; } = _ => { };

    public static int ShardOf(string guest) => Shards.Of($"guest/{guest}");

    /// <summary>Holds all shards under an epoch.</summary>
    public Task Acquire(long epoch, params string[] guests)
    {
        var acquired = Region.Acquired([.. guests.Select(ShardOf).Distinct().Select(shard => new ShardLease(shard, epoch))], TimeSpan.FromHours(1));
        Stage.Settle();
        return acquired;
    }

    public Task Release(params string[] guests) => Region.Release([.. guests.Select(ShardOf).Distinct()], TimeSpan.FromHours(1));

    public void Send(string guest, string text) => Region.Deliver(guest, new GuestMessage.Note(text, Lost.Add));

    /// <summary>Keeps a guest in one message until the task is done.</summary>
    public void Occupy(string guest, Task until) => Region.Deliver(guest, new GuestMessage.Wait(until));

    private ChildSpec<GuestMessage> Guest(EntityAddress address)
    {
        if (Broken.Contains(address.EntityId)) throw new InvalidOperationException("There is no such room.");
        Stay = address.Stay;
        return new(address.EntityId, () => new GuestActor(this, address)) { Restart = RestartKind.Transient };
    }

    private sealed class GuestActor(ShardStage house, EntityAddress address) : Actor<GuestMessage>
    {
        public override async ValueTask Receive(GuestMessage message)
        {
            switch (message)
            {
                case GuestMessage.Note note: house.Stage.Note($"{address.EntityId}@{address.Lease.Epoch} {note.Text}"); break;
                case GuestMessage.Wait wait: await wait.Until; break;
                case GuestMessage.Leave when house.Busy.Contains(address.EntityId): address.Stay(address.EntityId); break;
                default:
                    house.Stage.Note($"left {address.EntityId}");
                    Context.StopSelf();
                    break;
            }
        }
    }
}

/// <summary>What a guest can be told.</summary>
internal abstract record GuestMessage : IUndeliverable
{
    public virtual void Undeliverable(string why)
    {
    }

    internal sealed record Note(string Text, Action<string> Lost) : GuestMessage
    {
        public override void Undeliverable(string why) => Lost(Text);
    }

    internal sealed record Wait(Task Until) : GuestMessage;

    /// <summary>Leave, if there is nothing to do.</summary>
    internal sealed record Leave : GuestMessage;

    /// <summary>Leave without a word to the shard.</summary>
    internal sealed record Vanish : GuestMessage;
}
