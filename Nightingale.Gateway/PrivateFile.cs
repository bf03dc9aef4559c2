namespace Nightingale.Gateway;

/// <summary>Opens files that their owner alone may read and write (mode 0600).</summary>
internal static class PrivateFile
{
    // No buffer of its own: what was flushed by half would be written again.
    public static FileStreamOptions ForWriting(FileMode mode, FileShare share) => new()
    {
        Mode = mode,
        Access = FileAccess.Write,
        Share = share,
        BufferSize = 0,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };
}
