using System.Globalization;
using Nightingale.Bench.Probes;
using NUnit.Framework;

namespace Nightingale.Tests.Bench;

/// <summary>Turns at given seconds, from the one behind the bar on counted, and how late each was.</summary>
public sealed class TimetableTests
{
    [TestCase("0 1 |1.5 2 3", 3.9, "0 0", TestName = "Turns that are on time are not late")]
    [TestCase("0 1 |1.5 2.3 3", 3.9, "0.3 0", TestName = "A late turn counts once")]
    [TestCase("0 1 |1.5 2.3 3.3", 3.9, "0.3 0.3", TestName = "A lag counts in each turn")]
    [TestCase("0 1.4 2.4 |3.2 3.4 4.4", 4.9, "0.4 0.4", TestName = "So does one of a turn that was due before turns counted")]
    [TestCase("0 1 |1.5 2 4 5", 5.9, "0 1 1 0.9", TestName = "One that is skipped makes all after it late")]
    [TestCase("0 1 |1.5 3.6", 3.9, "1.6 0.9", TestName = "So does the first that was to count")]
    [TestCase("0 0.99 1.99 |1.995 2.99 3.99", 4.5, "0 0", TestName = "One that came a little early, before turns counted, was not skipped")]
    [TestCase("0 3 |3.5 4 5", 5.9, "0 0", TestName = "One that is skipped before turns count does not")]
    [TestCase("0 0.8 |1.5 1.8 2.8", 3.7, "0 0", TestName = "An early turn shows that the first was late")]
    [TestCase("0 1 |1.5 2 2.8", 3.7, "0.2 0", TestName = "An early turn shows that those before it were late")]
    [TestCase("0 1 |1.5 2", 3.5, "0 0.5", TestName = "A turn that is due at the end and has not come is late by then")]
    [TestCase("0 1 |1.5", 4.25, "2.25", TestName = "So is the first that was to count")]
    [TestCase("0 1 |1.5 2 3", 2.5, "0", TestName = "A turn after the end does not count")]
    public void How_late_turns_are(string turns, double ended, string late)
    {
        var began = TimeProvider.System.GetTimestamp();
        var table = new Timetable(TimeSpan.FromSeconds(1));
        foreach (var turn in turns.Split(' '))
            if (turn[0] == '|') table.Count(At(turn[1..]));
            else table.Add(At(turn));

        var lateness = table.Lateness(At(ended.ToString(CultureInfo.InvariantCulture)));
        Assert.That(string.Join(' ', lateness.Select(by => by.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture))), Is.EqualTo(late));

        long At(string seconds) => began + (long)Math.Round(double.Parse(seconds, CultureInfo.InvariantCulture) * TimeProvider.System.TimestampFrequency);
    }

    [Test]
    public void A_server_that_was_never_asked_is_late_since_the_beginning()
    {
        var table = new Timetable(TimeSpan.FromSeconds(1));
        var ended = TimeProvider.System.GetTimestamp() + (5 * TimeProvider.System.TimestampFrequency);

        Assert.That(table.Lateness(ended).Single(), Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(5)));
    }
}
