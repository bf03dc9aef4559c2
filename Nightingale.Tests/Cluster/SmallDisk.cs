using System.Diagnostics;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>
/// A folder with a small disk of its own, in a user and mount namespace: nobody else sees the disk, every user may make one who may make a sandbox,
/// and it goes with the processes in it.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private const int Page = 4096;

    // ENOSPC, as .NET tells it on Linux.
    private const int NoSpace = 28;

    private readonly Process _holder;
    private readonly string _folder;

    private SmallDisk(Process holder, string folder) => (_holder, _folder) = (holder, folder);

    /// <summary>The product on a data folder on this disk.</summary>
    public HostStart Start(string name = "data") => new(Path.Combine(_folder, name))
    {
        SeenFolder = Seen(name),
        Through = Through,
    };

    /// <summary>What a command begins with that is to see the disk in the folder.</summary>
    public string[] Through => ["nsenter", "--target", $"{_holder.Id}", "--user", "--mount", "--preserve-credentials", "--"];

    /// <summary>Mounts one.</summary>
    public static async Task<SmallDisk> Mount(string folder, int mebibytes)
    {
        // It ends with its input, so that a test which is killed leaves none.
        string[] command = ["--user", "--map-root-user", "--mount", "sh", "-c", """mount -t tmpfs -o "size=$2m" tmpfs "$1" && echo mounted && exec cat""", "sh", folder, $"{mebibytes}"];
        var holder = Process.Start(new ProcessStartInfo("unshare", command) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.That(await holder.StandardOutput.ReadLineAsync(), Is.EqualTo("mounted"));
        return new(holder, folder);
    }

    /// <summary>Takes all room but so much.</summary>
    /// <param name="kibibytes">What is left, in steps of 4.</param>
    public void Fill(int kibibytes = 0)
    {
        using var filler = new FileStream(Seen("filler"), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 });
        try
        {
            while (true) filler.Write(new byte[Page]);
        }
        catch (IOException full) when (full.HResult is NoSpace)
        {
            filler.SetLength(filler.Length / Page * Page - (kibibytes * 1024));
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Seen("filler"));

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }

    /// <summary>Where something on it is seen by those who do not see the disk.</summary>
    public string Seen(string name) => $"/proc/{_holder.Id}/root{_folder}/{name}";
}
