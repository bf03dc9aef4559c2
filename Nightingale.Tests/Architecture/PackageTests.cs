using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

public sealed class PackageTests
{
    private const string Versions = """<Project><ItemGroup><PackageVersion Include="Good" Version="1.0.0" /></ItemGroup></Project>""";
    private const string Project = """<Project><ItemGroup><PackageReference Include="Good" /></ItemGroup></Project>""";
    private const string Launcher = "  packages good-tool\n";
    private const string Web = """
        {
          "dependencies": { "good-part": "1.0.0" },
          "devDependencies": {}
        }
        """;
    private const string Document = "## NuGet\n| `Good` | tests | good |\n## Debian\n| `good-tool` | tests | good |\n## npm\n| `good-part` | pages | good |\n";

    [Test]
    public async Task Every_package_is_used_and_explained_and_no_other_is()
    {
        var projects = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories).Append(At("Directory.Build.props"));
        var packages = Packages.Read(
            await File.ReadAllTextAsync(At("Directory.Packages.props")),
            await Task.WhenAll(projects.Select(project => File.ReadAllTextAsync(project))),
            await File.ReadAllTextAsync(At("nightingale")),
            await File.ReadAllTextAsync(At("web/package.json")),
            await File.ReadAllTextAsync(At("docs/dependencies.md")));

        Assert.That(packages.Versioned, Has.Count.GreaterThan(10));
        Assert.That(packages.Installed, Does.Contain("jupyter-server"));
        Assert.That(packages.Problems(), Is.Empty);
    }

    [Test]
    public void What_agrees_has_no_problem() => Assert.That(Packages.Read(Versions, [Project], Launcher, Web, Document).Problems(), Is.Empty);

    [TestCase("PackageReference", "Good", "Other", "Good has a version and no project uses it.", "Other is used and has no version.")]
    [TestCase("PackageVersion", "Good", "Other", "Other is not explained under NuGet.", "Good is explained under NuGet and not used.")]
    [TestCase("## NuGet", "NuGet", "npm", "Good is not explained under NuGet.")]
    [TestCase("  packages", "good-tool", "other-tool", "other-tool is not explained under Debian.", "good-tool is explained under Debian and not used.")]
    [TestCase("`good-tool`", "good-tool", "other-tool", "good-tool is not explained under Debian.", "other-tool is explained under Debian and not used.")]
    [TestCase("\"dependencies\"", "good-part", "other-part", "other-part is not explained under npm.", "good-part is explained under npm and not used.")]
    public void Control_what_does_not_agree_is_found(string where, string right, string wrong, params string[] problems)
    {
        var planted = Packages.Read(Plant(Versions), [Plant(Project)], Plant(Launcher), Plant(Web), Plant(Document));
        Assert.That(planted.Problems(), Is.SupersetOf(problems));

        // Only in the line that is meant.
        string Plant(string text) => string.Join('\n', text.Split('\n').Select(line => line.Contains(where, StringComparison.Ordinal) ? line.Replace(right, wrong, StringComparison.Ordinal) : line));
    }

    private static string At(string path) => Path.Combine(Repository.Root, path);
}
