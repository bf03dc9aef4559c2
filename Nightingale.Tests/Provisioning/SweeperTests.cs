using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using Nightingale.Tests.Cluster;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class SweeperTests
{
    private static readonly InstanceId Known = new(new Guid("0193a5a0-0000-7000-8000-00000000000d"));
    private static readonly InstanceId Unknown = new(new Guid("0193a5a0-0000-7000-8000-00000000000e"));

    [Test]
    public async Task The_server_of_an_unknown_instance_is_ended_and_its_home_is_kept_and_told_by_name()
    {
        await using var node = await ProvisioningNode.Start();
        await node.Apply(ProvisioningNode.Work(Known, 1));
        await node.Apply(ProvisioningNode.Work(Unknown, 1));
        using var jupyter = node.Jupyter(Known);
        var started = await jupyter.Started();

        var report = await Sweeper(node, TimeProvider.System).Sweep(default);

        Assert.That(report.Ended, Is.EqualTo(new List<string> { $"{Unknown}" }));
        Assert.That(report.Orphans, Is.EqualTo(new List<string> { $"{Unknown}" }));
        Assert.That(Directory.Exists(InstanceFolder.Of(node.Options.DataFolder, Unknown).Home), Is.True);
        Assert.That(await jupyter.Started(), Is.EqualTo(started), "the known instance was left alone");
        Assert.That((await File.ReadAllLinesAsync(InstanceFolder.Of(node.Options.DataFolder, Unknown).ControlGroups)).Where(Directory.Exists), Is.Empty);
        Assert.That((await Sweeper(node, TimeProvider.System).Sweep(default)).Ended, Is.Empty);
    }

    [Test]
    public async Task A_control_group_that_is_not_empty_yet_is_removed_when_it_is()
    {
        await using var node = await ProvisioningNode.Start();
        await node.Apply(ProvisioningNode.Work(Unknown, 1));
        var group = Directory.CreateDirectory(Path.Combine(node.Options.DataFolder, "group")).FullName;
        var inIt = Directory.CreateDirectory(Path.Combine(group, "member")).FullName;
        await File.AppendAllTextAsync(InstanceFolder.Of(node.Options.DataFolder, Unknown).ControlGroups, group + "\n");
        var time = new ManualTime();

        var sweep = Sweeper(node, time).Sweep(default);
        await Eventually.True(() => time.Timers > 0 && Sandboxes.Of(node.Options.DataFolder).Count == 0, TimeSpan.FromSeconds(30));
        Directory.Delete(inIt);
        await Eventually.True(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return sweep.IsCompleted;
            },
            TimeSpan.FromSeconds(30));

        await sweep;
        Assert.That(Directory.Exists(group), Is.False);
    }

    [Test]
    public async Task Where_every_instance_is_known_there_is_nothing_to_do()
    {
        await using var node = await ProvisioningNode.Start();
        await node.Apply(ProvisioningNode.Work(Known, 1, running: false));

        var report = await Sweeper(node, TimeProvider.System).Sweep(default);

        Assert.That((report.Ended.Count, report.Orphans.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task It_sweeps_at_once_and_then_periodically_and_survives_a_failure()
    {
        await using var node = await ProvisioningNode.Start();
        var time = new ManualTime();
        using var swept = new SemaphoreSlim(0);
        using var cancel = new CancellationTokenSource();
        var sweeper = new Sweeper(
            node.Options,
            _ =>
            {
                swept.Release();
                throw new InvalidOperationException("The journal does not answer.");
            },
            time,
            NullLogger<Sweeper>.Instance);

        var running = sweeper.Run(TimeSpan.FromMinutes(5), cancel.Token);
        Assert.That(await swept.WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await swept.WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
        await cancel.CancelAsync();

        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    private static Sweeper Sweeper(ProvisioningNode node, TimeProvider time) =>
        new(node.Options, _ => Task.FromResult<IReadOnlySet<InstanceId>>(new HashSet<InstanceId> { Known }), time, NullLogger<Sweeper>.Instance);
}
