using System.Collections.Concurrent;

namespace Nightingale.Bench.Engine;

/// <summary>
/// The least that can be called an actor: a queue with a scheduled bit on the thread pool. No supervision, no lifecycle, no signals: the raw limit
/// that the kernel is held against.
/// </summary>
internal sealed class BareQueue<T>(Action<T> receive) : IThreadPoolWorkItem
{
    private const int Throughput = 128;

    private readonly ConcurrentQueue<T> _queue = new();
    private int _scheduled;

    public void Tell(T message)
    {
        _queue.Enqueue(message);
        Schedule();
    }

    public void Execute()
    {
        for (var left = Throughput; left > 0 && _queue.TryDequeue(out var message); left--) receive(message);
        Volatile.Write(ref _scheduled, 0);
        Interlocked.MemoryBarrier();
        if (!_queue.IsEmpty) Schedule();
    }

    private void Schedule()
    {
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
