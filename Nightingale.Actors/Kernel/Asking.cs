namespace Nightingale.Actors.Kernel;

/// <summary>Asks where the request is not handed to its actor directly.</summary>
public static class Asking
{
    /// <summary>No answer is waited for longer than this.</summary>
    public static TimeSpan LongestTimeout { get; } = TimeSpan.FromDays(1);

    /// <summary>As <see cref="ActorRef{TMessage}.Ask"/>, for a request that reaches its actor by way of <paramref name="deliver"/>.</summary>
    /// <remarks>The mailbox does not know that someone waits: whoever loses the request on the way has to say so to its <see cref="ReplyTo{TReply}"/>.</remarks>
    /// <exception cref="AskTimeoutException">Nobody answered in time.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public static Task<TReply> Ask<TMessage, TReply>(
        ActorSystem system, Func<ReplyTo<TReply>, TMessage> message, Action<TMessage> deliver, TimeSpan timeout, CancellationToken cancel = default)
    {
        var replyTo = system.Asks.Open<TReply>(timeout, cancel);
        deliver(message(replyTo));
        return replyTo.Answer;
    }
}
