namespace Nightingale.Bench;

/// <summary>A folder for one run, with a short path: a Unix socket's address holds about a hundred characters.</summary>
internal sealed class Scratch : IDisposable
{
    private int _folders;

    public string Path { get; } = Directory.CreateTempSubdirectory("ngb-").FullName;

    /// <summary>A new folder in it.</summary>
    public string Folder() => Directory.CreateDirectory(System.IO.Path.Combine(Path, $"{Interlocked.Increment(ref _folders)}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
