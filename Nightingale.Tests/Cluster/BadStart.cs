using System.Security.Cryptography;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>
/// A data folder that a node has used before, for starts that are to fail: each says why in a sentence, exits with 1 and changes nothing; and the
/// same folder starts when what was wrong is mended.
/// </summary>
public abstract class BadStart
{
    private ScratchFolder _used = null!;
    private ScratchFolder _folder = null!;

    private protected string Folder => Path.Combine(_folder.Path, "data");

    private protected HostStart Good => new(Folder);

    [OneTimeSetUp]
    public async Task UseAFolder()
    {
        _used = new();
        using var host = await HostProcess.Up(_used.Path);
        Assert.That(await host.Stop(), Is.Zero, host.Output);
    }

    [OneTimeTearDown]
    public void ForgetIt() => _used.Dispose();

    [SetUp]
    public async Task CopyIt()
    {
        _folder = new();
        var copied = await Ran.ToItsEnd(new("cp", ["-r", _used.Path, Folder]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
        Assert.That(copied.ExitCode, Is.Zero, copied.Error);
    }

    [TearDown]
    public void RemoveCopy() => _folder.Dispose();

    /// <summary>The node does not start, says so in these words and leaves every file as it was.</summary>
    private protected async Task Refuses(HostStart start, string words)
    {
        var before = await Fingerprint();
        var (exit, output) = await HostProcess.Fails(start);
        Assert.That(exit, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain(words));
        Assert.That(output.Split('\n'), Has.Length.EqualTo(1), "a sentence and no stack");
        Assert.That(output, Does.Not.Contain("Exception"));
        Assert.That(await Fingerprint(), Is.EqualTo(before));
    }

    /// <summary>The control: the same folder starts.</summary>
    private protected static async Task Starts(HostStart start)
    {
        using var host = await HostProcess.Up(start);
        Assert.That(await host.Stop(), Is.Zero, host.Output);
    }

    private protected string In(string file) => Path.Combine(Folder, file);

    // But the lock's: to take it is to write it.
    private async Task<IReadOnlyDictionary<string, string>> Fingerprint()
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            if (!Path.GetFileName(file).StartsWith("lock", StringComparison.Ordinal))
                hashes[file] = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file)));
        return hashes;
    }
}
