using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

public sealed class ArrowTests
{
    private static string Root => Repository.Root;

    [Test]
    public async Task Rooms_use_only_what_the_house_allows()
    {
        string[] projects = ["Nightingale.Actors", "Nightingale.Gateway", "Nightingale.Host"];
        var sources = projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .ToList();

        Assert.That(sources, Has.Count.GreaterThan(50));
        foreach (var path in sources)
            Assert.That(Arrows.Violations(path, await File.ReadAllTextAsync(Path.Combine(Root, path))), Is.Empty);
    }

    [TestCase("Nightingale.Actors/Kernel/Cell.cs", "using Nightingale.Actors.Journal;")]
    [TestCase("Nightingale.Actors/Instances/InstanceDecider.cs", "using Nightingale.Actors.Journal;")]
    [TestCase("Nightingale.Actors/Instances/InstanceDecider.cs", "var x = new EntityActor<int>();")]
    [TestCase("Nightingale.Actors/Accounts/Rating.cs", "Nightingale.Actors.Instances.InstanceId id;")]
    [TestCase("Nightingale.Actors/Provisioning/Terraform.cs", "using Nightingale.Gateway;")]
    [TestCase("Nightingale.Actors/Entities/Workers.cs", "Health.JupyterClient x;")]
    public void Control_a_planted_violation_is_found(string file, string source) =>
        Assert.That(Arrows.Violations(file, source), Is.Not.Empty);

    [TestCase("Nightingale.Actors/Entities/EntityActor.cs", "using Nightingale.Actors.Journal;")]
    [TestCase("Nightingale.Actors/Kernel/Cell.cs", "// as in Nightingale.Actors.Journal")]
    [TestCase("Nightingale.Host/Program.cs", "using Nightingale.Gateway;")]
    public void An_allowed_use_is_not(string file, string source) =>
        Assert.That(Arrows.Violations(file, source), Is.Empty);
}
