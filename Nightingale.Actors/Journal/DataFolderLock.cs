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
    private readonly string _folder;
    private readonly FileStream? _file;

    private DataFolderLock(string folder, FileStream? file)
    {
        _folder = folder;
        _file = file;
    }

    /// <summary>Takes the folder for writing; creates it if it does not exist.</summary>
    /// <exception cref="JournalUnavailableException">Another process has it; the message says which.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            Make(folder);
            var file = Open(folder, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(Path.Combine(folder, HolderFileName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(folder, file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
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

    private static JournalUnavailableException Unavailable(string folder, Exception fault) => Holder(folder) is { } process
        ? new($"The data folder is in use by process {process}. Stop it first, or choose another folder.", fault)
        : new("The data folder cannot be locked: another process reads it, or it belongs to someone else.", fault);

    // What a killed holder left is not believed unless that process is still there.
    private static string? Holder(string folder)
    {
        var file = Path.Combine(folder, HolderFileName);
        return File.Exists(file) && File.ReadAllText(file) is var process && Directory.Exists($"/proc/{process}") ? process : null;
    }
}
