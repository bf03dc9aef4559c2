using System.Globalization;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The right to a data folder, held for as long as a process runs: exclusively by the node that writes it, or shared by auditors who read the files
/// of a stopped one. It is the operating system's lock on the file <c>lock</c>, so it ends with its holder however that ends. Whose it is stands in
/// <c>lock.pid</c>, since a locked file cannot be read.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private const string FileName = "lock";
    private const string HolderFileName = "lock.pid";

    // ENOSPC and EROFS, as .NET tells them on Linux.
    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    private readonly string _folder;
    private readonly FileStream? _file;

    private DataFolderLock(string folder, FileStream? file)
    {
        _folder = folder;
        _file = file;
    }

    /// <summary>Takes the folder for writing; creates it if it does not exist.</summary>
    /// <exception cref="JournalUnavailableException">Another process has it (the message says which), or it cannot be written.</exception>
    public static DataFolderLock Take(string folder)
    {
        FileStream? file = null;
        try
        {
            Make(folder);
            file = Open(folder, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(Path.Combine(folder, HolderFileName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(folder, file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw Unavailable(folder, fault);
        }
    }

    /// <summary>Keeps writers out while the folder's files are read. Creates and changes nothing; where no node ever ran there is nothing to lock.</summary>
    /// <exception cref="JournalUnavailableException">A node has the folder; the message says which process.</exception>
    public static DataFolderLock Share(string folder)
    {
        try
        {
            return new(folder, File.Exists(Path.Combine(folder, FileName)) ? Open(folder, FileMode.Open, FileAccess.Read, FileShare.Read) : null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(folder, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_file is { CanWrite: true }) File.Delete(Path.Combine(_folder, HolderFileName));
        _file?.Dispose();
    }

    /// <summary>Makes the folder if it does not exist, its owner's alone: a journal says who did what.</summary>
    internal static void Make(string folder) => Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static FileStream Open(string folder, FileMode mode, FileAccess access, FileShare share) =>
        new(Path.Combine(folder, FileName), mode, access, share, bufferSize: 1);

    private static JournalUnavailableException Unavailable(string folder, Exception fault) => new(
        fault switch
        {
            UnauthorizedAccessException or IOException { HResult: ReadOnly } => "The data folder may not be written by this user. Choose another folder, or make this one yours.",
            IOException { HResult: NoSpace } => "The disk under the data folder is full. Make room and try again; nothing was lost.",
            _ when Holder(folder) is { } process => $"The data folder is in use by process {process}. Stop it first, or choose another folder.",
            _ => "The data folder cannot be locked: another process reads it. Wait until it is done, or choose another folder.",
        },
        fault);

    // What a killed holder left is not believed unless that process is still there.
    private static string? Holder(string folder)
    {
        var file = Path.Combine(folder, HolderFileName);
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var process) && Directory.Exists($"/proc/{process}")
            ? $"{process}"
            : null;
    }
}
