using System.Diagnostics;

using NUnit.Framework;

namespace Nightingale.Tests.Journal.Crashes;

/// <summary>The disk of <c>failing-disk.c</c>, for one process that is started with its <see cref="Environment"/>.</summary>
internal sealed class FailingDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private FailingDisk(string? only) => Environment = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LD_PRELOAD"] = _folder.File("failing-disk.so"),
        ["FAILING_DISK"] = _folder.File("order"),
        ["FAILING_FOLDER"] = only ?? "/",
    };

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <param name="only">The folder in which journals fail; none: everywhere.</param>
    public static async Task<FailingDisk> Make(string? only = null)
    {
        var disk = new FailingDisk(only);
        var source = Path.Combine(Repository.Root, "Nightingale.Tests", "Journal", "Crashes", "failing-disk.c");
        using var compiler = Process.Start("gcc", ["-Wall", "-Werror", "-shared", "-fPIC", "-O1", "-o", disk.Environment["LD_PRELOAD"], source]);
        await compiler.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(compiler.ExitCode, Is.Zero);
        return disk;
    }

    /// <summary>From now on it fails so; at once, for whoever asks.</summary>
    public async Task Fail(string order)
    {
        await File.WriteAllTextAsync(_folder.File("next"), order);
        File.Move(_folder.File("next"), Environment["FAILING_DISK"], overwrite: true);
    }

    /// <summary>It no longer fails.</summary>
    public void Heal() => File.Delete(Environment["FAILING_DISK"]);

    public void Dispose() => _folder.Dispose();
}
