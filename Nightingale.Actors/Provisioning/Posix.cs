using System.Runtime.InteropServices;

namespace Nightingale.Actors.Provisioning;

/// <summary>What the base library cannot ask of the system: signals, and making a folder's entries durable.</summary>
internal static class Posix
{
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int ReadOnlyFolder = 0x10000 | 0x80000;   // O_DIRECTORY | O_CLOEXEC

    /// <summary>Asks a process to end, as Ctrl-C does. A process that is gone is none the worse.</summary>
    public static void InterruptProcess(int process) => _ = Signal(process, Interrupt);

    /// <summary>Ends a process.</summary>
    public static void KillProcess(int process) => _ = Signal(process, Kill);

    /// <summary>Ends every process of a group.</summary>
    public static void KillGroup(int group) => _ = Signal(-group, Kill);

    /// <summary>Makes a folder's entries durable: without it a file that was renamed may have its old name after a power cut.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void SyncFolder(string folder)
    {
        var descriptor = Open(folder, ReadOnlyFolder);
        if (descriptor < 0) throw new IOException("A folder could not be opened to make it durable.", Marshal.GetLastPInvokeError());
        try
        {
            if (Sync(descriptor) != 0) throw new IOException("A folder could not be made durable.", Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
