using System.Diagnostics.CodeAnalysis;

namespace Nightingale.Tests.Kernel.Explored;

/// <summary>Stands for <see cref="Interlocked"/> and <see cref="Volatile"/> in copies of the kernel's source: before each operation another thread may run.</summary>
internal static class Atomic
{
    public static int Read(ref readonly int location)
    {
        Explorer.Step();
        return Volatile.Read(in location);
    }

    public static long Read(ref readonly long location)
    {
        Explorer.Step();
        return Volatile.Read(in location);
    }

    [return: NotNullIfNotNull(nameof(location))]
    public static T Read<T>(ref readonly T location)
        where T : class?
    {
        Explorer.Step();
        return Volatile.Read(in location);
    }

    public static void Write(ref int location, int value)
    {
        Explorer.Step();
        Volatile.Write(ref location, value);
        Explorer.Wrote();
    }

    public static void Write(ref long location, long value)
    {
        Explorer.Step();
        Volatile.Write(ref location, value);
    }

    public static T Exchange<T>(ref T location, T value)
    {
        Explorer.Step();
        return Interlocked.Exchange(ref location, value);
    }

    public static T CompareExchange<T>(ref T location, T value, T comparand)
    {
        Explorer.Step();
        return Interlocked.CompareExchange(ref location, value, comparand);
    }

    public static void MemoryBarrier() => Explorer.Step();

    /// <summary>Stands for <see cref="SpinWait"/>: to look again makes no sense before another thread has written.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "It is called as the one it stands for.")]
    internal readonly struct Spin
    {
        public void SpinOnce() => Explorer.AwaitWrite();
    }
}
