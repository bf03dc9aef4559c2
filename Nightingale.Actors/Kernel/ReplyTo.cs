namespace Nightingale.Actors.Kernel;

/// <summary>Where an answer is awaited, for whatever type of answer.</summary>
public abstract class ReplyTo
{
    private protected ReplyTo()
    {
    }

    /// <summary>When waiting is over, as a timestamp of the system's clock.</summary>
    internal long Deadline { get; set; }

    /// <summary>Whether nobody waits any more.</summary>
    internal abstract bool IsOver { get; }

    internal abstract void TimedOut();
}

/// <summary>Where an answer is awaited: by one asker, once, for a limited time. Can be handed on within the process.</summary>
/// <typeparam name="TReply">The answer.</typeparam>
public sealed class ReplyTo<TReply> : ReplyTo, ITicket
{
    private readonly TaskCompletionSource<TReply> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Asks _asks;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenRegistration _cancellation;

    internal ReplyTo(Asks asks, AskDeadlines deadlines, TimeSpan timeout, CancellationToken cancel)
    {
        (_asks, _timeout) = (asks, timeout);
        deadlines.Add(this, timeout);
        _cancellation = cancel.UnsafeRegister(static (ask, token) => ((ReplyTo<TReply>)ask!).Cancelled(token), this);
    }

    internal Task<TReply> Answer => _answer.Task;

    internal override bool IsOver => _answer.Task.IsCompleted;

    /// <summary>Answers. When nobody waits any more, the answer is a dead letter.</summary>
    public void Reply(TReply reply)
    {
        if (_answer.TrySetResult(reply)) Close();
        else _asks.Late(reply);
    }

    /// <summary>Answers that the request failed: the asker's wait throws <paramref name="fault"/>.</summary>
    public void Fail(Exception fault)
    {
        if (_answer.TrySetException(fault)) Close();
        else _asks.Late(fault);
    }

    /// <summary>As <see cref="Fail"/>, if nobody answered before.</summary>
    internal void FailIfOpen(Exception fault)
    {
        if (_answer.TrySetException(fault)) Close();
    }

    internal override void TimedOut() => FailIfOpen(new AskTimeoutException($"Nobody answered within {_timeout}. The request may still be carried out."));

    bool ITicket.Admit() => true;

    void ITicket.Undelivered(ActorStoppedException why) => FailIfOpen(why);

    private void Cancelled(CancellationToken cancel)
    {
        if (_answer.TrySetCanceled(cancel)) Close();
    }

    private void Close() => _cancellation.Unregister();
}
