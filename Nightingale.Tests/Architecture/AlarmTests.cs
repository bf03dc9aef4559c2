using NUnit.Framework;

namespace Nightingale.Tests.Architecture;

public sealed class AlarmTests
{
    private static readonly Dictionary<string, string> One = new(StringComparer.Ordinal) { ["RoomLog.Broke, error"] = "… broke." };

    [Test]
    public async Task Every_warning_or_worse_is_explained_and_no_other_is()
    {
        var logged = Alarms.Logged();
        Assert.That(logged, Has.Count.GreaterThan(40));
        Assert.That(Alarms.Problems(logged, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "cluster.md"))), Is.Empty);
    }

    [Test]
    public void What_agrees_has_no_problem() => Assert.That(Alarms.Problems(One, "| `RoomLog.Broke`, error | … broke. | Because. Mend it, and go on. |"), Is.Empty);

    [TestCase("", "RoomLog.Broke, error is not explained: … broke.")]
    [TestCase("| `RoomLog.Broke`, error | … breaks. | Because. Mend it, and go on. |", "RoomLog.Broke, error says: … broke.")]
    [TestCase("| `RoomLog.Broke`, error | … broke. | ? |", "RoomLog.Broke, error has no advice.")]
    [TestCase("| `RoomLog.Broke`, error | … broke. | Because. Mend it, and go on. |\n| `RoomLog.Bent`, error | Bent. | Nothing to do here. |", "RoomLog.Bent, error is explained and never logged.")]
    public void Control_what_does_not_agree_is_found(string document, string problem) => Assert.That(Alarms.Problems(One, document), Is.EqualTo(new[] { problem }));
}
