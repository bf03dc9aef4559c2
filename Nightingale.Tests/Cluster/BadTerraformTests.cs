using Nightingale.Tests.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A node whose Terraform is missing or will not do says so before anything is begun.</summary>
public sealed class BadTerraformTests : BadStart
{
    private static readonly string[] Tools = ["setsid", "sh", "env"];

    private TestModules _programs = null!;

    [SetUp]
    public void MakeUpPath()
    {
        _programs = new();
        foreach (var tool in Tools) File.CreateSymbolicLink(Path.Combine(_programs.Folder, tool), Programs.Find(tool));
    }

    [TearDown]
    public void ForgetPath() => _programs.Dispose();

    [Test]
    public async Task A_missing_one_is_told_with_where_to_get_it_and_found_when_it_is_there()
    {
        await Refuses(WithPath, "Terraform was not found (looked for 'terraform'). Install Terraform 1.11 or newer from https://developer.hashicorp.com/terraform/install, and put it on the PATH.");
        File.CreateSymbolicLink(Path.Combine(_programs.Folder, "terraform"), Programs.Find("terraform"));
        await Starts(WithPath);
    }

    [TestCase("exit 3", "Terraform does not work: 'terraform version' ended with 3. Install")]
    [TestCase("echo 'cannot load libc' >&2; exit 1", "Terraform does not work: 'terraform version' ended with 1. cannot load libc Install")]
    [TestCase("echo Hello.", "Terraform does not tell its version")]
    [TestCase("""echo '{"terraform_version":"1.5.7"}'""", "Terraform 1.5.7 is too old. Install Terraform 1.11 or newer")]
    public async Task A_broken_or_old_one_is_told_with_what_to_do(string script, string words)
    {
        await _programs.Terraform(script);
        await Refuses(WithPath, words);
    }

    [Test]
    public async Task Modules_that_are_not_there_are_told() =>
        await Refuses(Good with { Arguments = ["--modules", In("nowhere")] }, "There is no folder " + In("nowhere") + " with Terraform modules. Name another with --modules.");

    private HostStart WithPath => Good with { Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = _programs.Folder } };
}
