using System.Diagnostics;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>How the local module bounds a sandbox, on a made-up tree of control groups: a machine has one version of them or the other.</summary>
public sealed class LimitsTests
{
    private DirectoryInfo _tree = null!;

    [SetUp]
    public void Grow() => _tree = Directory.CreateTempSubdirectory("ngc-");

    [TearDown]
    public void Fell() => _tree.Delete(recursive: true);

    [Test]
    public async Task Version_2_bounds_memory_processes_and_processor_time_in_one_group()
    {
        await Put("cgroup.controllers", "cpu memory pids");
        await Put("cgroup.procs", "");
        await Put("cgroup.subtree_control", "cpu memory pids");

        Assert.That(await Limits(), Does.EndWith("bound=yes data=unlimited"));

        Assert.That(await Get("nightingale-i/memory.max"), Is.EqualTo("536870912"));
        Assert.That(await Get("nightingale-i/pids.max"), Is.EqualTo("4096"));
        Assert.That(await Get("nightingale-i/cpu.max"), Is.EqualTo("50000 100000"));
        Assert.That(await Get("nightingale-i/cpu.weight"), Is.EqualTo("7"), "less than the system's 100");
        Assert.That(await Get("nightingale-i/cgroup.procs"), Is.EqualTo("0"));
        Assert.That(await Get("cgroups"), Is.EqualTo($"{_tree.FullName}/nightingale-i"));
    }

    [Test]
    public async Task Version_1_has_a_group_in_each_hierarchy()
    {
        foreach (var controller in new[] { "memory", "pids", "cpu" }) _tree.CreateSubdirectory(controller);

        Assert.That(await Limits(), Does.EndWith("bound=yes data=unlimited"));

        Assert.That(await Get("memory/nightingale-i/memory.limit_in_bytes"), Is.EqualTo("536870912"));
        Assert.That(await Get("pids/nightingale-i/pids.max"), Is.EqualTo("4096"));
        Assert.That(await Get("cpu/nightingale-i/cpu.cfs_quota_us"), Is.EqualTo("50000"));
        Assert.That(await Get("cpu/nightingale-i/cpu.shares"), Is.EqualTo("64"), "less than the system's 1024");
    }

    [Test]
    public async Task Where_no_group_can_be_made_the_data_segment_is_bounded()
    {
        await Put("cgroup.controllers", "cpu memory pids");
        await Put("cgroup.procs", "");
        await Put("cgroup.subtree_control", "");

        Assert.That(await Limits(), Does.EndWith("bound= data=524288"));
    }

    private async Task<string> Limits()
    {
        var script = $"""
            set -eu
            NG_INSTANCE=i NG_FOLDER={_tree.FullName} NG_CPU_QUOTA=50000 NG_MEMORY=512 NG_DISK=1 bytes=536870912
            . {Path.Combine(ProvisioningNode.Modules, "local", "scripts", "limits.sh")}
            hierarchy={_tree.FullName}
            make_cgroups
            enter_limits
            echo "bound=$memory_bound data=$(ulimit -d)"
            """;
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output.Trim();
    }

    private Task Put(string file, string text) => File.WriteAllTextAsync(Path.Combine(_tree.FullName, file), text.Length == 0 ? text : $"{text}\n");

    private async Task<string> Get(string file) => (await File.ReadAllTextAsync(Path.Combine(_tree.FullName, file))).Trim();
}
