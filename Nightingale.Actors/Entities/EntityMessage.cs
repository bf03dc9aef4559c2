using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Entities;

/// <summary>What reaches an entity's mailbox.</summary>
internal abstract record EntityMessage<TState, TCommand> : IUndeliverable
{
    public virtual void Undeliverable(string why)
    {
    }

    /// <summary>Decide this.</summary>
    internal sealed record Execute(Envelope<TCommand> Envelope, ReplyTo<EntityReply<TState>> ReplyTo) : EntityMessage<TState, TCommand>
    {
        public override void Undeliverable(string why) => ReplyTo.Fail(new EntityUnavailableException(why) { NothingDone = true });
    }

    /// <summary>Say what you are.</summary>
    internal sealed record Show(ReplyTo<EntityReply<TState>.Done> ReplyTo) : EntityMessage<TState, TCommand>
    {
        public override void Undeliverable(string why) => ReplyTo.Fail(new EntityUnavailableException(why) { NothingDone = true });
    }

    /// <summary>A worker's actor has ended.</summary>
    internal sealed record WorkerEnded(string Key) : EntityMessage<TState, TCommand>;

    /// <summary>Stop, unless there is something to do after all.</summary>
    internal sealed record Leave : EntityMessage<TState, TCommand>;
}
