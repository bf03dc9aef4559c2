using Nightingale.Tests.Cluster;
using NUnit.Framework;

namespace Nightingale.Tests.Launcher;

/// <summary>The script at the root: what it checks, what it hands over, and when it builds.</summary>
public sealed class LauncherTests
{
    private LauncherFolder _folder = null!;

    [SetUp]
    public async Task MakeFolder() => _folder = await LauncherFolder.Create();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Arguments_and_exit_code_are_handed_over_as_they_are()
    {
        var ran = await _folder.Run("instance", "launch", "two words", "", "*", "--json");
        Assert.That(ran, Is.EqualTo(new Ran(7, $"{Program}\ninstance\nlaunch\ntwo words\n\n*\n--json\n", "")));
    }

    [Test]
    public async Task It_is_found_through_a_symlink_and_from_any_folder()
    {
        Directory.CreateDirectory(_folder.In("bin dir"));
        File.CreateSymbolicLink(_folder.In("bin dir", "ng"), "../checkout/nightingale");
        foreach (var ran in new[] { await _folder.RunAs(_folder.In("bin dir", "ng"), ["up"], from: _folder.In("bin dir")), await _folder.RunAs(_folder.In("path", "bash"), ["nightingale", "up"], from: _folder.In("checkout")) })
            Assert.That(ran, Is.EqualTo(new Ran(7, $"{Program}\nup\n", "")));
    }

    [Test]
    public async Task A_missing_dotnet_is_told_with_where_to_get_it()
    {
        _folder.Remove("dotnet");
        await Fails("nightingale: The .NET 10 SDK is missing. Get it from https://dotnet.microsoft.com/download and put 'dotnet' on the PATH.", "--help");
    }

    [TestCase("echo '8.0.404 [/sdk]'", "no .NET 10 SDK: 8.0.404 [/sdk]. Get it from")]
    [TestCase("exit 0", "no .NET 10 SDK: it has none at all. Get it from")]
    [TestCase("echo 'cannot load libhostfxr' >&2; exit 130", "cannot load libhostfxr\nnightingale: dotnet is here, but 'dotnet --list-sdks' failed; see above.")]
    public async Task A_dotnet_that_will_not_do_is_told_with_what_it_has(string script, string words)
    {
        await _folder.Stub("dotnet", script);
        await Fails(words, "--help");
    }

    [TestCase("up")]
    [TestCase("node")]
    [TestCase("demo")]
    [TestCase("test")]
    public async Task A_missing_Terraform_is_told_before_anything_is_installed_or_built(string command)
    {
        _folder.Remove("terraform");
        await _folder.Stub("dpkg-query", "exit 1");
        await Fails("nightingale: Terraform (1.11 or newer) is missing. Get it from https://developer.hashicorp.com/terraform/install and put 'terraform' on the PATH.", command);
        Assert.That(await _folder.Calls(), Is.Empty);
    }

    [TestCase("--help")]
    [TestCase("instance", "list")]
    [TestCase("gateway", "--port", "8080")]
    [TestCase]
    public async Task What_launches_nothing_here_needs_neither_Terraform_nor_packages(params string[] arguments)
    {
        _folder.Remove("terraform");
        await _folder.Stub("dpkg-query", "exit 1");
        Assert.That((await _folder.Run(arguments)).ExitCode, Is.EqualTo(7), "it is the program that answers");
    }

    [Test]
    public async Task It_builds_once_and_again_when_a_source_is_newer()
    {
        await _folder.Run("--help");
        await _folder.Run("--help");
        Assert.That(await _folder.Calls(), Is.EqualTo(new[] { Build }));

        await File.WriteAllTextAsync(_folder.In("checkout", "Nightingale.Host", "Program.cs"), "");
        File.SetLastWriteTimeUtc(_folder.In("checkout", "Nightingale.Host", "Program.cs"), DateTime.MaxValue.AddYears(-7800));
        await _folder.Run("--help");
        Assert.That(await _folder.Calls(), Is.EqualTo(new[] { Build, Build }));
    }

    [Test]
    public async Task A_build_that_fails_shows_why_and_is_tried_again()
    {
        await _folder.Stub("dotnet", $$"""case "$1" in --list-sdks) echo 10.0.100 ;; build) echo 'error CS1002'; echo "build $2" >>'{{_folder.In("calls")}}'; exit 1 ;; esac""");
        for (var time = 1; time <= 2; time++) await Fails("error CS1002\nnightingale: The build failed; see above.", "--help");
        Assert.That(await _folder.Calls(), Is.EqualTo(new[] { Build, Build }));
    }

    private string Program => _folder.In("checkout", "Nightingale.Host/bin/Release/net10.0/Nightingale.Host.dll");

    private string Build => $"build {_folder.In("checkout", "Nightingale.Host")}";

    private async Task Fails(string words, params string[] arguments)
    {
        var ran = await _folder.Run(arguments);
        Assert.That((ran.ExitCode, ran.Output), Is.EqualTo((1, "")), ran.Error);
        Assert.That(ran.Error, Does.Contain(words));
    }
}
