namespace Nightingale.Actors.Kernel;

/// <summary>What lies in a mailbox: a message and, where it matters to somebody what becomes of it, that somebody.</summary>
internal readonly struct Letter<TMessage>(TMessage message, ITicket? ticket)
{
    public TMessage Message { get; } = message;

    public ITicket? Ticket { get; } = ticket;
}

/// <summary>Whoever cares what becomes of a letter: an ask, a timer, a watch.</summary>
internal interface ITicket
{
    /// <summary>Whether the letter, which is next, is still to be received. If not, it vanishes.</summary>
    bool Admit();

    /// <summary>The letter has become a dead letter.</summary>
    void Undelivered(ActorStoppedException why);
}
