using NUnit.Framework;

namespace Nightingale.Tests.Launcher;

/// <summary>The web UI: what serves it builds it, when its sources changed.</summary>
public sealed class LauncherWebTests
{
    private static readonly string[] Built = ["npm ci --loglevel=error", "npm run --silent build"];

    private LauncherFolder _folder = null!;

    [SetUp]
    public async Task MakeFolder()
    {
        _folder = await LauncherFolder.Create();
        Directory.CreateDirectory(_folder.In("checkout", "web", "src"));
        await File.WriteAllTextAsync(_folder.In("checkout", "web", "package.json"), "{}");
        await _folder.Stub("node", "exit 0");
        await _folder.Stub("npm", $"echo \"npm $*\" >>'{_folder.In("calls")}'");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("up")]
    [TestCase("node")]
    [TestCase("gateway")]
    [TestCase("demo")]
    public async Task What_serves_the_pages_builds_them_first(string command)
    {
        await _folder.Run(command);
        Assert.That((await _folder.Calls()).Take(2), Is.EqualTo(Built));
    }

    [Test]
    public async Task They_are_built_once_and_again_when_a_source_is_newer()
    {
        await _folder.Run("up");
        await _folder.Run("up");
        Assert.That(await Npm(), Is.EqualTo(Built));

        await File.WriteAllTextAsync(_folder.In("checkout", "web", "src", "main.tsx"), "");
        File.SetLastWriteTimeUtc(_folder.In("checkout", "web", "src", "main.tsx"), DateTime.MaxValue.AddYears(-7800));
        await _folder.Run("up");
        Assert.That(await Npm(), Is.EqualTo((string[])[.. Built, .. Built]));
    }

    [Test]
    public async Task Pages_that_cannot_be_built_are_told_in_npms_own_words()
    {
        await _folder.Stub("npm", "echo 'TS2322: no'; exit 1");
        var ran = await _folder.Run("up");
        Assert.That((ran.ExitCode, ran.Error), Is.EqualTo((1, "TS2322: no\nnightingale: The web UI could not be built; see above.\n")));
        Assert.That(await _folder.Calls(), Is.Empty, "nothing else is built");
    }

    [Test]
    public async Task Without_Node_Debians_is_installed()
    {
        _folder.Remove("node");
        await _folder.Stub("id", "echo 0");
        await _folder.Stub("dpkg-query", """case "$3" in nodejs|npm) exit 1 ;; *) echo 'install ok installed' ;; esac""");
        await _folder.Run("up");
        Assert.That(await _folder.Calls(), Does.Contain("apt-get install -y -qq --no-install-recommends nodejs npm"));
    }

    [Test]
    public async Task What_serves_no_pages_needs_no_Node()
    {
        _folder.Remove("node");
        _folder.Remove("npm");
        Assert.That((await _folder.Run("instance", "list")).ExitCode, Is.EqualTo(7), "it is the program that answers");
    }

    private async Task<IEnumerable<string>> Npm() => (await _folder.Calls()).Where(call => call.StartsWith("npm", StringComparison.Ordinal));
}
