namespace Nightingale.Gateway;

/// <summary>Opens files that their owner alone may read and write (mode 0600).</summary>
internal static class PrivateFile
{
    public static FileStreamOptions ForWriting(FileMode mode, FileShare share)
    {
        // No buffer of its own: what was flushed by half would be written again.
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
