namespace Nightingale.Actors.Kernel;

/// <summary>Where actors take their turns.</summary>
public interface IDispatcher
{
    /// <summary>Runs <paramref name="turn"/> once, soon, and never before this call has returned.</summary>
    void Schedule(IThreadPoolWorkItem turn);
}

/// <summary>Turns on the runtime's thread pool, first come, first served.</summary>
public sealed class ThreadPoolDispatcher : IDispatcher
{
    /// <inheritdoc/>
    public void Schedule(IThreadPoolWorkItem turn) => ThreadPool.UnsafeQueueUserWorkItem(turn, preferLocal: false);
}
