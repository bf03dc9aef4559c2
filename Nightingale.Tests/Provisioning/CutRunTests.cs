using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>Runs that are cut off at every step of a start: whatever they began, the next run finishes or undoes it.</summary>
public sealed class CutRunTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000003"));

    // A step of the start, told by the file that it makes in the instance's folder.
    private static readonly string[] Steps = ["work", "token", "home", "cgroups", "started_at", "s"];

    [TestCaseSource(nameof(Steps))]
    public async Task What_a_cancelled_apply_began_is_destroyed(string step)
    {
        await using var node = await ProvisioningNode.Start();
        using var cancel = new CancellationTokenSource();
        using var reached = Watch(node, step);
        var run = node.Run(ProvisioningNode.Work(Id, 1), cancel.Token);
        await Reached(reached.Step, run);
        await cancel.CancelAsync();
        await EndOf(run);

        var outcome = await node.Run(ProvisioningNode.Work(Id, 2, action: TerraformAction.Destroy));

        Assert.That(outcome, Is.TypeOf<RunOutcome.Destroyed>());
        Assert.That(await node.Processes(), Is.Empty);
        Assert.That(Directory.Exists(InstanceFolder.Of(node.Options.DataFolder, Id).Root), Is.False);
    }

    [TestCaseSource(nameof(Steps))]
    public async Task After_terraform_was_killed_the_same_apply_converges(string step)
    {
        await using var node = await ProvisioningNode.Start();
        using var reached = Watch(node, step);
        var run = node.Run(ProvisioningNode.Work(Id, 1));
        await Reached(reached.Step, run);
        await KillRuns(node);
        await EndOf(run);

        await node.Apply(ProvisioningNode.Work(Id, 1));

        using var jupyter = node.Jupyter(Id);
        Assert.That(await jupyter.Started(), Is.Not.Empty);
        Assert.That(await ProvisioningNode.ProcessesWith(InstanceFolder.Of(node.Options.DataFolder, Id).Home), Has.Count.EqualTo(2), "one sandbox: bubblewrap, outside and inside");
    }

    [TestCaseSource(nameof(Steps))]
    public async Task After_the_first_apply_was_killed_destroy_leaves_nothing(string step)
    {
        await using var node = await ProvisioningNode.Start();
        using var reached = Watch(node, step);
        var run = node.Run(ProvisioningNode.Work(Id, 1));
        await Reached(reached.Step, run);
        await KillRuns(node);
        await EndOf(run);

        var outcome = await node.Run(ProvisioningNode.Work(Id, 2, action: TerraformAction.Destroy));

        Assert.That(outcome, Is.TypeOf<RunOutcome.Destroyed>());
        Assert.That(await node.Processes(), Is.Empty);
        Assert.That(Directory.Exists(InstanceFolder.Of(node.Options.DataFolder, Id).Root), Is.False);
    }

    [TestCase("")]
    [TestCase("{\n  \"version\": 3,")]
    public async Task An_initialisation_that_was_cut_off_is_done_anew(string configuration)
    {
        await using var node = await ProvisioningNode.Start();
        var folder = Directory.CreateDirectory(Path.Combine(node.Options.DataFolder, "terraform", "local"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "terraform.tfstate"), configuration);

        await node.Apply(ProvisioningNode.Work(Id, 1, running: false));
    }

    [Test]
    public async Task A_stop_finds_what_a_killed_start_left()
    {
        await using var node = await ProvisioningNode.Start();
        await node.Apply(ProvisioningNode.Work(Id, 1, running: false));
        using var reached = Watch(node, "s");
        var run = node.Run(ProvisioningNode.Work(Id, 2));
        await Reached(reached.Step, run);
        await KillRuns(node);
        await EndOf(run);

        await node.Apply(ProvisioningNode.Work(Id, 3, running: false));

        Assert.That(await node.Processes(), Is.Empty);
    }

    [Test]
    public async Task Control_a_module_whose_server_stops_itself_leaves_it_running_when_it_was_cut_off()
    {
        using var modules = await new TestModules().Local("main.tf", "${self.output.scripts}/remove.sh", "${self.output.scripts}/nothing.sh");
        var local = Path.Combine(modules.Folder, "local");
        await File.WriteAllTextAsync(Path.Combine(local, "scripts", "nothing.sh"), "");
        await File.AppendAllTextAsync(Path.Combine(local, "scripts", "start.sh"), "touch \"$NG_FOLDER/begun\"\nsleep 60\n");
        var main = (await File.ReadAllTextAsync(Path.Combine(local, "main.tf"))).Replace("${local.scripts}/stop.sh", "${local.scripts}/nothing.sh", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(local, "main.tf"), main.Replace(
            "triggers_replace = [var.generation, var.size, local.boot]",
            """
            triggers_replace = [var.generation, var.size, local.boot]
              provisioner "local-exec" {
                when        = destroy
                interpreter = ["/bin/sh"]
                command     = "${self.output.folder}/work/scripts/stop.sh"
                environment = { NG_FOLDER = self.output.folder }
              }
            """,
            StringComparison.Ordinal));
        await using var node = await ProvisioningNode.Start(modules.Use);
        using var cancel = new CancellationTokenSource();
        using var reached = Watch(node, "begun");
        var run = node.Run(ProvisioningNode.Work(Id, 1), cancel.Token);
        await Reached(reached.Step, run);
        using (var jupyter = node.Jupyter(Id)) await jupyter.Started();
        await cancel.CancelAsync();
        await EndOf(run);

        await node.Run(ProvisioningNode.Work(Id, 2, action: TerraformAction.Destroy));

        Assert.That(await node.Processes(), Is.Not.Empty);
    }

    private static StepWatch Watch(ProvisioningNode node, string step) =>
        new(Directory.CreateDirectory(InstanceFolder.Of(node.Options.DataFolder, Id).Root).FullName, step);

    // A run that is faster than the watch is as good a cut as any.
    private static async Task Reached(Task step, Task run) => await Task.WhenAny(step, run).WaitAsync(TimeSpan.FromSeconds(30));

    private static async Task EndOf(Task<RunOutcome> run)
    {
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // That is how a cancelled run ends.
        }
    }

    private static async Task KillRuns(ProvisioningNode node)
    {
        foreach (var process in ProcessTable.Ids())
        {
            if (!(await ProcessTable.Environment(process)).Contains($"{Terraform.Marker}={node.Options.DataFolder}", StringComparer.Ordinal)) continue;
            if (await ProcessTable.Group(process) is { } group) Posix.KillGroup(group);
        }
    }

    private sealed class StepWatch : IDisposable
    {
        private readonly TaskCompletionSource _step = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly FileSystemWatcher _watcher;

        public StepWatch(string folder, string name)
        {
            _watcher = new FileSystemWatcher(folder, name);
            _watcher.Created += (_, _) => _step.TrySetResult();
            _watcher.EnableRaisingEvents = true;
        }

        public Task Step => _step.Task;

        public void Dispose() => _watcher.Dispose();
    }
}
