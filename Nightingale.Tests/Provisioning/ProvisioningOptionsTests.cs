using Nightingale.Actors.Entities;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;
using Nightingale.Host.Composition;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class ProvisioningOptionsTests
{
    private static readonly ProvisioningOptions Good = new() { ModulesFolder = "/opt/nightingale/terraform", DataFolder = "/var/lib/nightingale" };

    private static readonly TestCaseData[] Bad =
    [
        new(Good with { ModulesFolder = "terraform" }, "ModulesFolder"),
        new(Good with { DataFolder = "data" }, "DataFolder"),
        new(Good with { DataFolder = "/data/" }, "write it as '/data'"),
        new(Good with { DataFolder = "/var/../data" }, "write it as '/data'"),
        new(Good with { DataFolder = $"/{new string('x', 58)}" }, "at most 58 bytes"),
        new(Good with { DataFolder = "/dätä" }, "ASCII"),
        new(Good with { TerraformBinary = "" }, "TerraformBinary"),
        new(Good with { MaxRuns = 0 }, "MaxRuns"),
        new(Good with { RunTimeout = TimeSpan.Zero }, "RunTimeout"),
        new(Good with { CancelGrace = TimeSpan.FromSeconds(-1) }, "CancelGrace"),
        new(Good with { Retries = -1 }, "Retries"),
        new(Good with { RetryDelay = TimeSpan.FromHours(1) }, "RetryDelay"),
        new(Good with { LongestRetryDelay = TimeSpan.FromDays(2) }, "LongestRetryDelay"),
        new(Good with { LogBytes = 1 }, "LogBytes"),
    ];

    [Test]
    public void The_defaults_hold() => Assert.That(Good.Problems(), Is.Empty);

    [Test]
    public void Each_has_time_to_end_within_what_waits_for_it() => Assert.That(
        new[]
        {
            Good.CancelGrace, new EntityOptions().WorkerStopWithin, Shards.StopWithin, Shards.RegionStopWithin, NodePhases.WorkersWithin, NodePhases.InstancesWithin,
        },
        Is.Ordered.Ascending.And.Unique);

    [Test]
    public void The_longest_data_folder_leaves_room_for_a_socket() =>
        Assert.That((Good with { DataFolder = $"/{new string('x', 57)}" }).Problems(), Is.Empty);

    [TestCaseSource(nameof(Bad))]
    public void What_does_not_hold_is_told_by_name(ProvisioningOptions options, string word) =>
        Assert.That(options.Problems(), Has.Exactly(1).Contains(word));
}
