using System.Text.RegularExpressions;

using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

/// <summary>
/// The tests of the kernel, of the entity shell and of the journals' contract in memory that no thread and no clock but their own can change are in a category,
/// which <c>docs/conformance.md</c> repeats, and all that its behaviours are shown by are among them.
/// </summary>
public sealed partial class DeterminismTests
{
    private static readonly string Tests = Path.Combine(Repository.Root, "Nightingale.Tests");

    [Test]
    public async Task Exactly_the_tests_without_threads_of_their_own_are_in_the_category()
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(Path.Combine(Tests, "Kernel"), "*Tests.cs"),
            .. Directory.EnumerateFiles(Path.Combine(Tests, "Entities"), "*Tests.cs"),
            .. Directory.EnumerateFiles(Path.Combine(Tests, "Journal", "Contract"), "*Contract.cs").Where(file => Path.GetFileName(file) != "JournalContract.cs"),
            Path.Combine(Tests, "Instances", "MeteringTests.cs"),
        ];
        List<string> wrong = [];
        foreach (var file in files)
            if (IsWrong(await File.ReadAllTextAsync(file)))
                wrong.Add(Path.GetFileName(file));

        Assert.That(files, Has.Length.GreaterThan(20));
        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Every_behaviour_is_shown_in_the_category()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "conformance.md"));
        var named = Behaviours().Matches(document[..document.IndexOf("Over several nodes", StringComparison.Ordinal)]).SelectMany(row => Classes().Matches(row.Value)).Select(name => name.Value).Distinct(StringComparer.Ordinal).ToList();
        List<string> outside = [];
        foreach (var name in named)
            if (!IsIn(await File.ReadAllTextAsync(Directory.EnumerateFiles(Tests, $"{name}.cs", SearchOption.AllDirectories).Single())))
                outside.Add(name);

        Assert.That(named, Has.Count.GreaterThan(10));
        Assert.That(outside, Is.Empty);
    }

    [TestCase("[Category(\"Deterministic\")] class A { var node = await CounterNode.Start(journal, time); }")]
    [TestCase("[TestFixtureSource(typeof(JournalUnderTest), nameof(JournalUnderTest.All))] class A { await Task.Run(Append); }")]
    [TestCase("class A { var stage = new Stage(); }")]
    public void Control_one_that_is_in_the_wrong_place_is_found(string source) => Assert.That(IsWrong(source), Is.True);

    private static bool IsWrong(string source) => IsIn(source) == Threads().IsMatch(source);

    private static bool IsIn(string source) =>
        source.Contains("[Category(\"Deterministic\")]", StringComparison.Ordinal) || source.Contains("nameof(JournalUnderTest.All))", StringComparison.Ordinal);

    // A system on the thread pool, a thread, or a bound that only those need; the explorer's schedules are all there are, and need no repetition.
    [GeneratedRegex(@"Task\.Run|CounterNode\.Start\((?!.*dispatcher: )|new Explorer\(|new ActorSystem\(new\(\)(?! \{ Dispatcher)|\.WaitAsync\((Bound|TimeSpan)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Threads();

    [GeneratedRegex(@"^\| \d+ \|.*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Behaviours();

    [GeneratedRegex(@"(?<=`)\w+(Tests|Contract)(?=\.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Classes();
}
