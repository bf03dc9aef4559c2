using Nightingale.Actors.Kernel;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

[Category("Deterministic")]
public sealed class RestartWindowTests
{
    [TestCase(new double[] { 0, 1 }, false, TestName = "As many failures as allowed are borne")]
    [TestCase(new double[] { 0, 1, 2 }, true, TestName = "One more is too many")]
    [TestCase(new double[] { 0, 1, 5 }, true, TestName = "A failure counts up to the very end of the window")]
    [TestCase(new double[] { 0, 1, 5.001 }, false, TestName = "A failure that has left the window counts no more")]
    [TestCase(new double[] { 0, 4, 6, 8 }, true, TestName = "The window slides and does not begin anew")]
    [TestCase(new double[] { 0, 3, 6, 9, 12, 15 }, false, TestName = "A slow trickle is borne for ever")]
    public void Failures_at_seconds_trip_two_within_five(double[] seconds, bool tripped)
    {
        var window = new RestartWindow(new(Max: 2, Within: TimeSpan.FromSeconds(5)));
        foreach (var second in seconds) window = window.Failed(TimeSpan.FromSeconds(second));

        Assert.That(window.Tripped, Is.EqualTo(tripped));
    }

    [Test]
    public void An_intensity_of_none_bears_no_failure() =>
        Assert.That(new RestartWindow(new(Max: 0, Within: TimeSpan.FromSeconds(5))).Failed(TimeSpan.Zero).Tripped, Is.True);

    [Test]
    public void A_window_is_a_value()
    {
        var window = new RestartWindow(new(Max: 0, Within: TimeSpan.FromSeconds(5)));
        window.Failed(TimeSpan.Zero);

        Assert.That(window.Tripped, Is.False);
    }
}
