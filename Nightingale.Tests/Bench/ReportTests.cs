using Nightingale.Bench;
using NUnit.Framework;

namespace Nightingale.Tests.Bench;

public sealed class ReportTests
{
    [TestCase(new[] { 3.0, 1, 2 }, 2)]
    [TestCase(new[] { 4.0, 1, 2, 3 }, 2.5)]
    [TestCase(new[] { 7.0 }, 7)]
    public void The_median_is_the_middle(double[] values, double median) => Assert.That(Of(values).Median, Is.EqualTo(median));

    [TestCase(99, 99)]
    [TestCase(100, 100)]
    [TestCase(1, 1)]
    [TestCase(0.1, 1)]
    public void A_percentile_is_the_nearest_rank(double percent, double value) =>
        Assert.That(Of([.. Enumerable.Range(1, 100).Reverse().Select(number => (double)number)]).Percentile(percent), Is.EqualTo(value));

    [TestCase(1.3, true)]
    [TestCase(1.2, false)]
    public void What_takes_too_many_times_the_others_is_missed(double most, bool holds) =>
        Assert.That(ReportRow.AtMost("x", Of(130), Of(100), most).Holds, Is.EqualTo(holds));

    [TestCase(0.8, true)]
    [TestCase(0.9, false)]
    public void What_is_too_small_a_part_of_the_others_is_missed(double least, bool holds) =>
        Assert.That(ReportRow.AtLeast("x", Of(80), Of(100), least, "a second").Holds, Is.EqualTo(holds));

    [TestCase(30, true)]
    [TestCase(29, false)]
    public void What_exceeds_the_other_by_too_much_is_missed(double most, bool holds) =>
        Assert.That(ReportRow.Over("x", Of(130), Of(100), most).Holds, Is.EqualTo(holds));

    [Test]
    public void Nothing_measured_is_missed() => Assert.That(ReportRow.AtMost("x", Of(), Of(100), 2).Holds, Is.False);

    [Test]
    public void One_miss_fails_the_report_and_is_shown()
    {
        var report = new Report("Title", [ReportRow.Bound("fine", 1, 2), ReportRow.Bound("late", 3, 2)], "./nightingale bench x", ["How."]);
        Assert.That(report.Holds, Is.False);
        Assert.That(report.Text(), Does.Match("fine +1 ms +<= 2 ms  ok\n").And.Match("late +3 ms +<= 2 ms  MISSED\n").And.EndWith("- How.\n\nAgain: ./nightingale bench x"));
        Assert.That((report with { Rows = [report.Rows[0]] }).Holds, Is.True);
    }

    [Test]
    public void Several_rounds_show_their_median_the_least_and_the_most()
    {
        Assert.That(ReportRow.Compare("x", Of(1.3, 1.25, 1.1), Of(1200, 1100), "s").Cells, Is.EqualTo(["x", "1.25 s (1.1–1.3)", "1,150 s (1,100–1,200)", "0.00", "", ""]));
        Assert.That(ReportRow.Plain("x", Of(1.25), "s").Ours, Is.EqualTo("1.25 s"), "one round has no spread");
    }

    [TestCase(2, true)]
    [TestCase(1.9, false)]
    public void A_bound_is_held_by_the_median(double most, bool holds) => Assert.That(ReportRow.Bound("x", Of(1, 2, 3), most).Holds, Is.EqualTo(holds));

    private static Samples Of(params double[] values) => Samples.Of(values);
}
