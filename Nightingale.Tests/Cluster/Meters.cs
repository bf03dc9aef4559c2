using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>Whether every second that an instance ran was metered, and once.</summary>
public static class Meters
{
    /// <summary>Waits until a full minute has ended an interval, so that there is more than one.</summary>
    public static Task CrossAMinute(HostProcess host, string id) => Eventually.True(
        async () => (await host.Events(id)).Any(e => e.Manifest.StartsWith("instance.meter-closed", StringComparison.Ordinal)), TimeSpan.FromSeconds(75));

    /// <summary>An instance that has run once and is stopped: its intervals are numbered from 1 and follow each other from the first second on.</summary>
    public static async Task AreWhole(HostProcess host, string id)
    {
        var events = (await host.Events(id)).ToList();
        var opened = events.Where(e => e.Manifest.StartsWith("instance.meter-opened", StringComparison.Ordinal)).ToList();
        var intervals = events.Where(e => e.Manifest.StartsWith("instance.meter-closed", StringComparison.Ordinal)).Select(e => e.Payload["interval"]!).ToList();
        Assert.That(opened, Has.Count.EqualTo(1));
        Assert.That(intervals, Is.Not.Empty);
        Assert.That(intervals.Select(i => i["number"]!.GetValue<long>()), Is.EqualTo(Enumerable.Range(1, intervals.Count).Select(n => (long)n)));
        var outputs = events.Where(e => e.Manifest.StartsWith("instance.provisioned", StringComparison.Ordinal)).Select(e => e.Payload["outputs"]!).Single();
        var end = opened[0].Payload["since"]!.GetValue<DateTimeOffset>();
        Assert.That(end, Is.EqualTo(outputs["startedAt"]!.GetValue<DateTimeOffset>()), "from the moment that the compute began");
        foreach (var interval in intervals)
        {
            Assert.That(interval["from"]!.GetValue<DateTimeOffset>(), Is.EqualTo(end), "no gap, no overlap");
            end = interval["to"]!.GetValue<DateTimeOffset>();
        }

        var asked = events.Single(e => e.Manifest.StartsWith("instance.stop-requested", StringComparison.Ordinal)).Payload["at"]!.GetValue<DateTimeOffset>();
        var stopped = events.Single(e => e.Manifest.StartsWith("instance.stopped", StringComparison.Ordinal)).Payload["at"]!.GetValue<DateTimeOffset>();
        Assert.That(end, Is.GreaterThan(asked).And.LessThanOrEqualTo(stopped), "to the moment that it ended, between the wish and its report");
    }
}
