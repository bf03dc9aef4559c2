using System.Diagnostics;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>
/// A small disk for a folder that this process sees. Where only root may mount one, the journal's database may only grow to a size instead, and the test
/// says so: SQLite then meets the same error at the same place. <c>SickDiskKillTests</c> has a real disk there too, in a namespace; where even that is
/// forbidden, no test may pass.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int PageBytes = 4096;
    private readonly string _path;
    private readonly bool _mounted;

    private SmallDisk(string path, bool mounted) => (_path, _mounted) = (path, mounted);

    public static async Task<SmallDisk> Mount(string path, int mebibytes)
    {
        var mounted = await Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", path) == 0;
        if (!mounted) Assert.That(await Run("unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", path), Is.Zero, "There is no small disk here, not even in a namespace.");
        if (!mounted) Assert.Warn("Only root may mount here: SQLite's own limit stands for a small disk.");
        await TestContext.Out.WriteLineAsync(mounted ? $"A tmpfs of {mebibytes} MiB is mounted." : "The database is limited by max_page_count.");
        return new(path, mounted);
    }

    public async Task Limit(SqliteJournal journal, int mebibytes)
    {
        if (_mounted) Assert.That(await Run("mount", "-o", $"remount,size={mebibytes}m", _path), Is.Zero);
        else
            await journal.Ask(store =>
            {
                Statement.Run(store.Connection, $"PRAGMA max_page_count = {mebibytes * 1024 * 1024 / PageBytes}");
                return true;
            });
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted) Assert.That(await Run("umount", _path), Is.Zero);
    }

    private static async Task<int> Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return process.ExitCode;
    }
}
