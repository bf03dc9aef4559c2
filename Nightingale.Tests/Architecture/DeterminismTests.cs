using System.Text.RegularExpressions;

using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

/// <summary>The tests of the kernel and of the entity shell that no thread and no clock but their own can change are in a category, which <c>docs/conformance.md</c> repeats.</summary>
public sealed partial class DeterminismTests
{
    private const string Category = "Deterministic";

    [Test]
    public async Task Exactly_the_tests_without_threads_of_their_own_are_in_the_category()
    {
        List<string> wrong = [];
        foreach (var file in new[] { "Kernel", "Entities" }.SelectMany(room => Directory.EnumerateFiles(Path.Combine(Repository.Root, "Nightingale.Tests", room), "*Tests.cs")))
            if (IsWrong(await File.ReadAllTextAsync(file)))
                wrong.Add(Path.GetFileName(file));

        Assert.That(wrong, Is.Empty);
    }

    [TestCase("[Category(\"Deterministic\")] class A { var node = await CounterNode.Start(); }")]
    [TestCase("class A { var stage = new Stage(); }")]
    public void Control_one_that_is_in_the_wrong_place_is_found(string source) => Assert.That(IsWrong(source), Is.True);

    private static bool IsWrong(string source) => source.Contains($"[Category(\"{Category}\")]", StringComparison.Ordinal) == Threads().IsMatch(source);

    // A system on the thread pool, a thread, or a bound that only those need; the explorer's schedules are all there are, and need no repetition.
    [GeneratedRegex(@"Task\.Run|CounterNode|new Explorer\(|new ActorSystem\(new\(\)(?! \{ Dispatcher)|\.WaitAsync\((Bound|TimeSpan)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Threads();
}
