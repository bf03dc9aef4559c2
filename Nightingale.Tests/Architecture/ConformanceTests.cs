using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

/// <summary>The table of <c>docs/conformance.md</c> names tests that exist, at least one for each behaviour.</summary>
public sealed partial class ConformanceTests
{
    private const int Behaviours = 32;

    private static readonly HashSet<string> Tests = typeof(ConformanceTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(), (type, method) => (type, method))
        .Where(pair => pair.method.GetCustomAttributes(inherit: true).Any(attribute => attribute is TestAttribute or TestCaseAttribute or TestCaseSourceAttribute))
        .Select(pair => $"{pair.type.Name}.{pair.method.Name}")
        .ToHashSet(StringComparer.Ordinal);

    private static string Document => Path.Combine(Repository.Root, "docs", "conformance.md");

    [Test]
    public async Task Every_test_that_is_named_exists()
    {
        var document = await File.ReadAllTextAsync(Document);
        Assert.That(Named(document), Has.Count.GreaterThan(Behaviours));
        Assert.That(Missing(document), Is.Empty);
    }

    [Test]
    public async Task Every_behaviour_is_shown_by_a_test()
    {
        var shown = Rows().Matches(await File.ReadAllTextAsync(Document)).Where(row => Named(row.Value).Count > 0 && Missing(row.Value) is []);
        Assert.That(shown.Select(row => int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture)), Is.EqualTo(Enumerable.Range(1, Behaviours)));
    }

    [Test]
    public void Control_a_test_that_does_not_exist_is_missed() => Assert.That(Missing("| 1 | `AskTests.It_does_everything` |"), Is.EqualTo(["AskTests.It_does_everything"]));

    private static List<string> Missing(string text) => [.. Named(text).Where(name => !Tests.Contains(name))];

    private static List<string> Named(string text) => [.. Names().Matches(text).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"`(?<name>\w+\.\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"^\| (?<number>\d+) \|[^\n]*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Rows();
}
