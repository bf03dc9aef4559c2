using System.Diagnostics;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>
/// A small disk for a folder. Where this machine lets nobody mount one, the journal's database may only grow to a size instead: SQLite then meets
/// the same error at the same place.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int PageBytes = 4096;
    private readonly string _path;
    private readonly bool _mounted;

    private SmallDisk(string path, bool mounted) => (_path, _mounted) = (path, mounted);

    public static async Task<SmallDisk> Mount(string path, int mebibytes) =>
        new(path, await Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", path) == 0);

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
