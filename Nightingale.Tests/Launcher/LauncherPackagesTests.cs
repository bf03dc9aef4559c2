using NUnit.Framework;

namespace Nightingale.Tests.Launcher;

/// <summary>Debian's packages: what is missing is installed, as root only then.</summary>
public sealed class LauncherPackagesTests
{
    private const string OneIsMissing = """case "$3" in bubblewrap) exit 1 ;; *) echo 'install ok installed' ;; esac""";

    private LauncherFolder _folder = null!;

    [SetUp]
    public async Task MakeFolder()
    {
        _folder = await LauncherFolder.Create();
        await _folder.Stub("dpkg-query", OneIsMissing);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Where_nothing_is_missing_nobody_asks_for_root()
    {
        await _folder.Stub("dpkg-query", "echo 'install ok installed'");
        Assert.That((await _folder.Run("up")).Error, Is.Empty);
        Assert.That(await _folder.Calls(), Has.None.StartsWith("apt-get").And.None.StartsWith("sudo"));
    }

    [Test]
    public async Task Root_installs_what_is_missing_and_nothing_else()
    {
        await _folder.Stub("id", "echo 0");
        Assert.That((await _folder.Run("up")).Error, Is.EqualTo("Installing bubblewrap …\n"));
        Assert.That((await _folder.Calls()).SkipLast(1), Is.EqualTo(new[] { "apt-get update -qq", "apt-get install -y -qq --no-install-recommends bubblewrap" }));
    }

    [Test]
    public async Task Who_is_not_root_is_told_what_root_is_needed_for()
    {
        Assert.That((await _folder.Run("up")).Error, Does.StartWith("Root is needed to install: bubblewrap\n"));
        Assert.That((await _folder.Calls()).SkipLast(1), Is.EqualTo(new[] { "sudo apt-get update -qq", "sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends bubblewrap" }));
    }

    [Test]
    public async Task Without_root_and_sudo_it_says_what_to_install()
    {
        _folder.Remove("sudo");
        await Fails("nightingale: These Debian packages are missing: bubblewrap. Install them as root: apt-get install bubblewrap\n");
        Assert.That(await _folder.Calls(), Is.Empty);
    }

    [Test]
    public async Task On_another_system_than_Debian_it_says_so()
    {
        _folder.Remove("dpkg-query");
        _folder.Remove("apt-get");
        await Fails("nightingale: Debian's packages bubblewrap jupyter-server python3-nbclassic python3-ipykernel are missing, and there is no apt-get to install them.");
    }

    [TestCase("update", "nightingale: apt-get update failed. See above; then try again.")]
    [TestCase("install", "nightingale: apt-get could not install bubblewrap. See above; then try again.")]
    public async Task An_apt_get_that_fails_is_told(string step, string words)
    {
        await _folder.Stub("sudo", $"""case " $* " in *" {step} "*) exit 1 ;; esac""");
        await Fails(words);
        Assert.That(await _folder.Calls(), Is.Empty, "nothing is built");
    }

    private async Task Fails(string words)
    {
        var ran = await _folder.Run("up");
        Assert.That((ran.ExitCode, ran.Output), Is.EqualTo((1, "")), ran.Error);
        Assert.That(ran.Error, Does.Contain(words));
    }
}
