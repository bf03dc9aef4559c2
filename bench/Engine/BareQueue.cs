using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nightingale.Bench.Engine;

/// <summary>
/// The least that can be called an actor: a queue with a scheduled bit on the thread pool. No supervision, no lifecycle, no signals: the raw limit
/// that the kernel is held against.
/// </summary>
internal sealed class BareQueue<T>(Action<T> receive) : IThreadPoolWorkItem
{
    private const int Throughput = 128;

    private readonly ConcurrentQueue<T> _queue = new();
    private readonly Action<T> _receive = receive;
    private ScheduledBit _bit;

    public void Tell(T message)
    {
        _queue.Enqueue(message);
        Schedule();
    }

    public void Execute()
    {
        for (var left = Throughput; left > 0 && _queue.TryDequeue(out var message); left--) _receive(message);
        Volatile.Write(ref _bit.Scheduled, 0);
        Interlocked.MemoryBarrier();
        if (!_queue.IsEmpty) Schedule();
    }

    // A plain read first: mostly it is scheduled, and then nobody writes. Enqueue claims its place by an atomic operation before this read, and
    // IsEmpty waits for places that are claimed, so the reader's look and this one cannot both miss each other.
    private void Schedule()
    {
        if (Volatile.Read(ref _bit.Scheduled) == 0 && Interlocked.CompareExchange(ref _bit.Scheduled, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Alone on its cache lines: senders read it with each message, and what lies around the queue in memory is written by the receiver.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ScheduledBit
    {
#pragma warning disable CS0169 // They are never used: they take up room.
        private readonly Line _before;
        public int Scheduled;
        private readonly Line _behind;
#pragma warning restore CS0169
    }

    [InlineArray(128)]
    private struct Line
    {
        private byte _first;
    }
}
