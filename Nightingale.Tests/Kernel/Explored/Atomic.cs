using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Nightingale.Tests.Kernel.Explored;

/// <summary>
/// Stands for <see cref="Interlocked"/> and <see cref="Volatile"/> in copies of the kernel's source: before each operation another thread may run, and what is
/// written without a fence others see later.
/// </summary>
internal static class Atomic
{
    public static int Read(ref readonly int location, [CallerArgumentExpression(nameof(location))] string name = "")
    {
        Explorer.Step();
        return (int)(Explorer.Unseen(Name(name)) ?? Volatile.Read(in location));
    }

    public static long Read(ref readonly long location, [CallerArgumentExpression(nameof(location))] string name = "")
    {
        Explorer.Step();
        return Explorer.Unseen(Name(name)) ?? Volatile.Read(in location);
    }

    /// <summary>References are written in one step with reading them only, so that none waits in a buffer.</summary>
    [return: NotNullIfNotNull(nameof(location))]
    public static T Read<T>(ref readonly T location)
        where T : class?
    {
        Explorer.Step();
        return Volatile.Read(in location);
    }

    public static void Write(ref int location, int value, [CallerArgumentExpression(nameof(location))] string name = "")
    {
        Explorer.Step();
        Explorer.Writes(Name(name), location);
        Volatile.Write(ref location, value);
    }

    public static void Write(ref long location, long value, [CallerArgumentExpression(nameof(location))] string name = "")
    {
        Explorer.Step();
        Explorer.Writes(Name(name), location);
        Volatile.Write(ref location, value);
    }

    public static T Exchange<T>(ref T location, T value, [CallerArgumentExpression(nameof(location))] string name = "")
    {
        Explorer.Step();
        Explorer.Fences(Name(name));
        return Interlocked.Exchange(ref location, value);
    }

    public static T CompareExchange<T>(ref T location, T value, T comparand, [CallerArgumentExpression(nameof(location))] string name = "")
    {
        Explorer.Step();
        Explorer.Fences(Name(name));
        return Interlocked.CompareExchange(ref location, value, comparand);
    }

    // "ref _count" and "in _count" are one.
    private static string Name(string argument) => argument[(argument.LastIndexOf(' ') + 1)..];

    /// <summary>Stands for <see cref="SpinWait"/>: to look again makes no sense before another thread's write is seen.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "It is called as the one it stands for.")]
    internal readonly struct Spin
    {
        public void SpinOnce() => Explorer.AwaitWrite();
    }
}
