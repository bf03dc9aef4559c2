namespace Nightingale.Actors.Kernel;

/// <summary>A call that did not complete at once. Its completion is a signal, so the mailbox waits without a thread.</summary>
internal sealed class PendingCall(Calls cell, Call call, ValueTask task) : Signal
{
    public Call Call { get; } = call;

    /// <summary>Sends this when the call completes.</summary>
    public void Await() => task.GetAwaiter().UnsafeOnCompleted(() => cell.Send(this));

    /// <summary>What the completed call threw.</summary>
    public Exception? Fault()
    {
        try
        {
            Completed.Rethrow(task);
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }
}
