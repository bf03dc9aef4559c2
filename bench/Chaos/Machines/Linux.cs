using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nightingale.Bench.Chaos.Machines;

/// <summary>What the base library cannot ask of Linux: to enter a network, and to be a network's cable.</summary>
internal static class Linux
{
    private const int NewNetwork = 0x40000000;        // CLONE_NEWNET
    private const int ReadWrite = 0x2 | 0x80000;      // O_RDWR | O_CLOEXEC
    private const int ReadOnly = 0x80000;             // O_RDONLY | O_CLOEXEC
    private const nuint SetInterface = 0x400454ca;    // TUNSETIFF
    private const short BarePackets = 0x0001 | 0x1000; // IFF_TUN | IFF_NO_PI
    private const short Readable = 1;                 // POLLIN

    /// <summary>Puts the calling thread into the network of a process. It must be a thread of its own, which ends there.</summary>
    /// <exception cref="Win32Exception">The system refused: only root may.</exception>
    public static void EnterNetworkOf(int process)
    {
        using var network = new SafeFileHandle(Checked(Open($"/proc/{process}/ns/net", ReadOnly)), ownsHandle: true);
        Checked(Enter((int)network.DangerousGetHandle(), NewNetwork));
    }

    /// <summary>Makes a network interface in the calling thread's network, whose packets are read from and written to the handle.</summary>
    /// <param name="name">The interface's name.</param>
    /// <exception cref="Win32Exception">The system refused.</exception>
    public static SafeFileHandle MakeInterface(string name)
    {
        var handle = new SafeFileHandle(Checked(Open("/dev/net/tun", ReadWrite)), ownsHandle: true);
        var request = new byte[40]; // struct ifreq: the name in 16 bytes, then the flags
        System.Text.Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(16), BarePackets);
        Checked(Control((int)handle.DangerousGetHandle(), SetInterface, request));
        return handle;
    }

    /// <summary>Waits until there is something to read.</summary>
    public static bool Wait(SafeFileHandle handle, int milliseconds)
    {
        var one = new Awaited { File = (int)handle.DangerousGetHandle(), Events = Readable };
        return Poll(ref one, 1, milliseconds) > 0;
    }

    /// <summary>Reads a packet.</summary>
    /// <returns>Its length; less than 0 if there is none, or the interface is gone.</returns>
    public static int Read(SafeFileHandle handle, Span<byte> packet) => (int)Read((int)handle.DangerousGetHandle(), ref MemoryMarshal.GetReference(packet), (nuint)packet.Length);

    /// <summary>Writes a packet.</summary>
    /// <returns>Less than 0 if the interface does not take it.</returns>
    public static int Write(SafeFileHandle handle, ReadOnlySpan<byte> packet) => (int)Write((int)handle.DangerousGetHandle(), in MemoryMarshal.GetReference(packet), (nuint)packet.Length);

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Enter(int file, int kind);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int file, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(int file, ref byte bytes, nuint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int file, in byte bytes, nuint count);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref Awaited one, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Awaited
    {
        public int File;
        public short Events;
        public short Happened;
    }
}
