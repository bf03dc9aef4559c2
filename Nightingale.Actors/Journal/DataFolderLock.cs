using System.Globalization;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The right to a data folder, held for as long as a process runs: exclusively by the node that writes it, or shared by auditors who read the files
/// of a stopped one. It is the operating system's lock on the file <c>lock</c>, so it ends with its holder however that ends.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private const string FileName = "lock";
    private readonly FileStream? _file;

    private DataFolderLock(FileStream? file) => _file = file;

    /// <summary>Takes the folder for writing; creates it if it does not exist.</summary>
    /// <exception cref="JournalUnavailableException">Another process has it; the message says which.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var file = Open(folder, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new(file);
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
            return new(File.Exists(Path.Combine(folder, FileName)) ? Open(folder, FileMode.Open, FileAccess.Read, FileShare.Read) : null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(folder, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_file is { CanWrite: true }) _file.SetLength(0);
        _file?.Dispose();
    }

    private static FileStream Open(string folder, FileMode mode, FileAccess access, FileShare share) =>
        new(Path.Combine(folder, FileName), mode, access, share, bufferSize: 1);

    private static JournalUnavailableException Unavailable(string folder, Exception fault) => Holder(folder) is { } process
        ? new($"The data folder is in use by process {process}. Stop it first, or choose another folder.", fault)
        : new("The data folder cannot be locked: another process reads it, or it belongs to someone else.", fault);

    // Asks for no lock itself (sharing everything asks for none), so that it can read what another process has locked.
    private static string? Holder(string folder)
    {
        try
        {
            using var file = Open(folder, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return int.TryParse(reader.ReadToEnd(), CultureInfo.InvariantCulture, out var process) && Directory.Exists($"/proc/{process}")
                ? process.ToString(CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
