using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

/// <summary><c>docs/conformance.md</c> names tests that exist, at least one for each behaviour.</summary>
public sealed partial class ConformanceTests
{
    private static string Document => Path.Combine(Repository.Root, "docs", "conformance.md");

    [Test]
    public async Task Every_test_that_is_named_exists() => Assert.That(RoomCards.Missing(await File.ReadAllTextAsync(Document)), Is.Empty);

    [Test]
    public async Task Every_behaviour_is_shown_by_a_test() => Assert.That(
        Rows().Matches(await File.ReadAllTextAsync(Document)).Select(row => int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture)),
        Is.EqualTo(Enumerable.Range(1, 43)));

    [Test]
    public void Control_a_test_that_does_not_exist_is_missed() => Assert.That(RoomCards.Missing("| 1 | all | `AskTests.It_does_everything` |"), Is.Not.Empty);

    [GeneratedRegex(@"^\| (?<number>\d+) \| [^|]+ \| `\w+(Tests|Contract)\.\w+`", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Rows();
}
