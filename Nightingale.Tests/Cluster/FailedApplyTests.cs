using Nightingale.Tests.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A module that fails to apply: people read the provider's own words, try again when it is mended, or delete what is there.</summary>
public sealed class FailedApplyTests
{
    private const string Words = "The licence server refused: all 10 seats are taken.";
    private const string Script = "scripts/start.sh";
    private const string Beginning = "set -eu\n";

    [Test]
    public async Task The_providers_words_reach_people_and_a_retry_after_mending_works()
    {
        using var folder = new ScratchFolder();
        using var modules = await Broken();
        var start = new HostStart(folder.Path) { Arguments = ["--modules", modules.Folder] };
        using var host = await HostProcess.Up(start);

        var launched = await start.Run("instance", "launch", "mended", "--wait");
        Assert.That(launched.ExitCode, Is.EqualTo(1), launched.Output);
        Assert.That(launched.Error, Does.Contain($"It is failed and will not become ready by itself. {Words}"));

        var shown = await start.Run("instance", "show", "mended");
        Assert.That(shown.Output, Does.Contain("failed").And.Contain(Words), shown.Error);
        var id = (await host.List()).Single();
        Assert.That((await host.Show(id))["reason"]!.GetValue<string>(), Is.EqualTo(Words));

        await modules.Local(Script, Beginning, Beginning);
        var retried = await start.Run("instance", "start", "mended", "--wait");
        Assert.That(retried.ExitCode, Is.Zero, retried.Error);
        Assert.That((await host.Show(id))["reason"], Is.Null);
        await IsDeleted(start, host, "mended", id);
    }

    [Test]
    public async Task What_failed_is_deleted_without_mending_and_nothing_is_left_over()
    {
        using var folder = new ScratchFolder();
        using var modules = await Broken();
        var start = new HostStart(folder.Path) { Arguments = ["--modules", modules.Folder] };
        using var host = await HostProcess.Up(start);
        var id = await host.Launch("given-up");
        await host.Until(id, "failed");

        await IsDeleted(start, host, "given-up", id);
        Assert.That(await host.Stop(), Is.Zero, host.Output);
    }

    private static Task<TestModules> Broken() => new TestModules().Local(Script, Beginning, $"echo '{Words}' >&2\nexit 7\n");

    private static async Task IsDeleted(HostStart start, HostProcess host, string name, string id)
    {
        var deleted = await start.Run("instance", "delete", name, "--wait");
        Assert.That(deleted.ExitCode, Is.Zero, deleted.Error);
        Assert.That(Sandboxes.Of(start.DataFolder), Is.Empty);
        await Eventually.True(() => !Directory.Exists(Path.Combine(start.DataFolder, "instances", id)), TimeSpan.FromSeconds(30));
        Assert.That(Directory.EnumerateFiles(Path.Combine(start.DataFolder, "states")), Is.Empty);
        Assert.That(await host.Problem(), Is.Null);
    }
}
