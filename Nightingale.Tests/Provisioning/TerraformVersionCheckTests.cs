using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class TerraformVersionCheckTests
{
    [Test]
    public async Task This_machines_terraform_will_do() => Assert.That(await Problem("terraform"), Is.Null);

    [Test]
    public async Task A_missing_one_is_told_with_what_to_do() =>
        Assert.That(await Problem("terraform-that-nobody-has"), Does.StartWith("Terraform was not found (looked for 'terraform-that-nobody-has'). Install Terraform 1.11"));

    [TestCase("""echo '{"terraform_version":"1.5.7"}'""", "Terraform 1.5.7 is too old. Install")]
    [TestCase("""echo '{"terraform_version":"x"}'""", "Terraform tells a version that nobody can read: 'x'. Install")]
    [TestCase("""echo '{"version":"1.11.4"}'""", "Terraform does not tell its version")]
    [TestCase("echo Segmentation fault >&2; exit 139", "Terraform does not work: 'terraform version' ended with 139. Segmentation fault Install")]
    public async Task A_broken_or_old_one_is_told_with_what_to_do(string script, string problem)
    {
        using var modules = new TestModules();

        Assert.That(await Problem(await modules.Terraform(script)), Does.StartWith(problem));
    }

    [TestCase("1.11.0")]
    [TestCase("1.12.0-beta1")]
    [TestCase("2.0.0")]
    public async Task A_newer_one_will_do(string version)
    {
        using var modules = new TestModules();

        Assert.That(await Problem(await modules.Terraform($$"""echo '{"terraform_version":"{{version}}"}'""")), Is.Null);
    }

    private static Task<string?> Problem(string binary) =>
        TerraformVersionCheck.Problem(new() { ModulesFolder = "/", DataFolder = Path.GetTempPath(), TerraformBinary = binary }, TimeProvider.System);
}
