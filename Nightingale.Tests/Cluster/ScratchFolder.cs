using System.Diagnostics;

namespace Nightingale.Tests.Cluster;

/// <summary>A data folder of one test: gone afterwards, with every sandbox that the test left in it.</summary>
public sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => Path = Directory.CreateTempSubdirectory("ng-").FullName;

    public string Path { get; }

    public string Instance(string id) => System.IO.Path.Combine(Path, "instances", id);

    public void Dispose()
    {
        Sandboxes.KillJupyter(Path);
        // A sandbox's last writes may race with the removal: the folder is the machine's temporary one either way.
        using var remove = Process.Start("rm", ["-rf", Path]);
        remove.WaitForExit();
    }
}
