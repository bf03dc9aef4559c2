using Nightingale.Actors.Kernel;

namespace Nightingale.Actors.Entities;

internal abstract record WorkerMessage
{
    /// <summary>The worker returned, or threw.</summary>
    internal sealed record Returned(Exception? Fault) : WorkerMessage;

    /// <summary>The work of a worker that returned should have ceased to be owed by now.</summary>
    internal sealed record StillOwed : WorkerMessage;
}

/// <summary>
/// Runs one worker as a supervised child of its entity. It lives as long as the work is owed: a fault restarts it with backoff, and so does
/// a worker that returns without the state ceasing to owe its work.
/// </summary>
internal sealed class WorkerActor<TWork, TCommand>(
    string entityId,
    TWork work,
    IWorker<TWork, TCommand> worker,
    Func<CancellationToken, IReport<TCommand>> report,
    EntityOptions options)
    : Actor<WorkerMessage>
    where TWork : class, IWork
{
    private Task _run = Task.CompletedTask;

    public override ValueTask Started()
    {
        _run = Run();
        return ValueTask.CompletedTask;
    }

    public override ValueTask Receive(WorkerMessage message)
    {
        switch (message)
        {
            case WorkerMessage.Returned { Fault: null }:
                Context.StartTimer("still-owed", options.WorkStillOwedAfter, new WorkerMessage.StillOwed());
                break;
            case WorkerMessage.Returned { Fault: var fault }:
                EntitiesLog.WorkerFailed(Context.Log, work.Key, entityId, fault);
                throw new WorkerFailedException($"The work {work.Key} failed: {fault.Message}", fault);
            case WorkerMessage.StillOwed:
                throw new WorkerFailedException($"The work {work.Key} ended and is still owed.", null);
            default: throw new InvalidOperationException($"A worker does not know {message}.");
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>An incarnation ends when its worker has: two of one key never overlap.</summary>
    public override async ValueTask Stopped() => await _run;

    private async Task Run()
    {
        var context = Context;
        var stopping = context.Stopping;
        Exception? fault = null;
        try
        {
            await Task.Yield();
            await worker.Run(entityId, work, report(stopping), stopping);
        }
        catch (Exception thrown) when (!stopping.IsCancellationRequested)
        {
            fault = thrown;
        }
        catch (Exception thrown)
        {
            if (thrown is not OperationCanceledException) EntitiesLog.WorkerFailedWhileStopping(context.Log, work.Key, entityId, thrown);
        }

        context.TellSelf(new WorkerMessage.Returned(fault));
    }
}

/// <summary>Owed work failed; its supervisor runs it again.</summary>
internal sealed class WorkerFailedException(string message, Exception? inner) : Exception(message, inner);
