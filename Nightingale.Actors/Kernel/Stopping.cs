using System.Diagnostics.CodeAnalysis;

namespace Nightingale.Actors.Kernel;

/// <summary>The end of an incarnation as a token. What listens to it runs on the dispatcher, not in the turn that cancels it.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A source without a timer holds nothing, and what an incarnation left running may still use the token.")]
internal sealed class Stopping(ActorSystem system) : IThreadPoolWorkItem
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public void Cancel() => system.Dispatcher.Schedule(this);

    public void Execute()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException fault)
        {
            KernelLog.StoppingListenerFailed(system.Log, fault);
        }
    }
}
