using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Nightingale.Tests.Architecture;

/// <summary>What the project takes from others: the packages with a version, those in use, and those that <c>docs/dependencies.md</c> explains.</summary>
/// <param name="Versioned">NuGet packages with a version of ours.</param>
/// <param name="Referenced">NuGet packages that a project, or all of them, uses.</param>
/// <param name="Installed">Debian packages that the command installs.</param>
/// <param name="Bundled">npm packages that the web UI is made of or with.</param>
/// <param name="Explained">Packages with a line of their own, by the heading that the line is under.</param>
public sealed partial record Packages(ISet<string> Versioned, ISet<string> Referenced, ISet<string> Installed, ISet<string> Bundled, ILookup<string, string> Explained)
{
    /// <summary>Reads them from the texts of the files.</summary>
    /// <param name="versions"><c>Directory.Packages.props</c>.</param>
    /// <param name="projects">Everything that may refer to packages.</param>
    /// <param name="launcher">The command.</param>
    /// <param name="web"><c>web/package.json</c>.</param>
    /// <param name="document">The document that explains them.</param>
    public static Packages Read(string versions, IEnumerable<string> projects, string launcher, string web, string document) => new(
        Included(versions, "PackageVersion").ToHashSet(StringComparer.Ordinal),
        projects.SelectMany(project => Included(project, "PackageReference")).ToHashSet(StringComparer.Ordinal),
        Installations().Matches(launcher).SelectMany(line => line.Groups["names"].Value.Split(' ')).ToHashSet(StringComparer.Ordinal),
        Dependencies(web).ToHashSet(StringComparer.Ordinal),
        Lines(document).ToLookup(line => line.Heading, line => line.Package, StringComparer.Ordinal));

    /// <summary>What does not agree, in sentences.</summary>
    public IEnumerable<string> Problems() =>
    [
        .. Versioned.Except(Referenced, StringComparer.Ordinal).Select(name => $"{name} has a version and no project uses it."),
        .. Referenced.Except(Versioned, StringComparer.Ordinal).Select(name => $"{name} is used and has no version."),
        .. Unlike("NuGet", Versioned),
        .. Unlike("Debian", Installed),
        .. Unlike("npm", Bundled),
    ];

    private IEnumerable<string> Unlike(string heading, ISet<string> packages) =>
    [
        .. packages.Except(Explained[heading], StringComparer.Ordinal).Select(name => $"{name} is not explained under {heading}."),
        .. Explained[heading].Except(packages, StringComparer.Ordinal).Select(name => $"{name} is explained under {heading} and not used."),
    ];

    private static IEnumerable<string> Included(string xml, string element) =>
        XDocument.Parse(xml).Descendants(element).Select(package => package.Attribute("Include")!.Value);

    private static IEnumerable<string> Dependencies(string json)
    {
        using var package = JsonDocument.Parse(json);
        return [.. from kind in (string[])["dependencies", "devDependencies"] from dependency in package.RootElement.GetProperty(kind).EnumerateObject() select dependency.Name];
    }

    private static IEnumerable<(string Heading, string Package)> Lines(string document)
    {
        var heading = "";
        foreach (var line in document.Split('\n'))
            if (line.StartsWith("## ", StringComparison.Ordinal)) heading = line[3..].Trim();
            else if (Row().Match(line) is { Success: true } row) yield return (heading, row.Groups["name"].Value);
    }

    [GeneratedRegex(@"^ *(packages|need_instances) (?<names>[a-z0-9][a-z0-9 .+-]*)( ""\$@"")?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Installations();

    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
