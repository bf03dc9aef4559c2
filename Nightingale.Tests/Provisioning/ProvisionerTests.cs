using System.Text;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>Runs with real Terraform on modules that are good for one thing each.</summary>
public sealed class ProvisionerTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000009"));

    private const string Inputs = """
        terraform {
          backend "http" {}
        }
        variable "instance_id" {}
        variable "generation" {}
        variable "running" {}
        variable "size" {}
        variable "image" {}
        variable "market" {}
        variable "dataset" {}
        variable "home" {}
        variable "labels" {}
        variable "token" {
          ephemeral = true
          sensitive = true
        }
        resource "terraform_data" "it" { input = var.labels }

        """;

    [TestCase("${file(\"/etc/passwd\")}")]
    [TestCase("%{ if true }x%{ endif }")]
    [TestCase("two\nlines \"quoted\" 'and' \\ back")]
    [TestCase("-var=token=x; $(touch /tmp/x) `id`")]
    [TestCase("ünï © 測試 </script>")]
    public async Task Values_reach_the_module_as_they_are(string owner)
    {
        using var modules = await new TestModules().Module("echo", Inputs + """output "zone" { value = var.labels["nightingale-owner"] }""");
        await using var node = await ProvisioningNode.Start(modules.Use);
        var work = ProvisioningNode.Work(Id, 1, target: "echo");

        var outputs = await node.Apply(work with { Spec = work.Spec with { Owner = owner } });

        Assert.That(outputs, Is.EqualTo(new ModuleOutputs(null, null, owner)));
    }

    [Test]
    public async Task The_size_and_the_market_reach_the_module()
    {
        using var modules = await new TestModules().Module("echo", Inputs + """output "zone" { value = jsonencode([var.size, var.market, var.running, var.image]) }""");
        await using var node = await ProvisioningNode.Start(modules.Use);
        var work = ProvisioningNode.Work(Id, 1, target: "echo");

        var outputs = await node.Apply(work with { Spec = work.Spec with { Market = Market.Spot, Image = "ubuntu", Size = new("x", 0.5m, 512, 2, 7) } });

        Assert.That(outputs.Zone, Is.EqualTo("""[{"cpus":0.5,"disk_gib":7,"gpus":2,"memory_mib":512},"spot",true,"ubuntu"]"""));
    }

    [Test]
    public async Task A_data_set_that_is_no_more_keeps_nothing_from_being_taken_down()
    {
        using var modules = await new TestModules().Module("echo", Inputs + """output "zone" { value = jsonencode(var.dataset) }""");
        await using var node = await ProvisioningNode.Start(modules.Use);
        var work = ProvisioningNode.Work(Id, 1, target: "echo");
        work = work with { Spec = work.Spec with { Dataset = "scans" } };

        Assert.That((await node.Apply(work)).Zone, Is.EqualTo("\"scans\""));
        Assert.That((await node.Apply(work with { Run = 2, Running = false })).Zone, Is.EqualTo("null"));
    }

    [Test]
    public async Task A_destroy_tells_when_the_compute_ended()
    {
        await using var node = await ProvisioningNode.Start();
        var began = TimeProvider.System.GetUtcNow().AddMilliseconds(-1);
        await node.Apply(ProvisioningNode.Work(Id, 1));

        var destroyed = (RunOutcome.Destroyed)await node.Run(ProvisioningNode.Work(Id, 2, action: TerraformAction.Destroy));

        Assert.That(destroyed.StoppedAt, Is.GreaterThan(began).And.LessThanOrEqualTo(TimeProvider.System.GetUtcNow()));
        var groups = Directory.Exists("/sys/fs/cgroup") ? Directory.EnumerateDirectories("/sys/fs/cgroup", $"nightingale-{Id}", SearchOption.AllDirectories) : [];
        Assert.That(groups, Is.Empty, "its control groups are gone too");
    }

    [Test]
    public async Task The_token_is_in_no_state_log_news_or_file_after_the_run()
    {
        await using var node = await ProvisioningNode.Start();
        var token = node.Tokens.For(Id, 1);

        await node.Apply(ProvisioningNode.Work(Id, 1));

        var folder = InstanceFolder.Of(node.Options.DataFolder, Id);
        var state = await node.Store.Read(Id, default);
        Assert.That(Encoding.UTF8.GetString(state!.Content.Span), Does.Contain("terraform_data").And.Not.Contain(token));
        Assert.That(node.News.Select(news => news.Message), Has.None.Contains(token));
        foreach (var file in Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("s" or "token") && !file.StartsWith(folder.Home, StringComparison.Ordinal)))
            Assert.That(await File.ReadAllTextAsync(file), Does.Not.Contain(token), file);
        Assert.That(File.GetUnixFileMode(Path.Combine(folder.Root, "token")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.Exists(Path.Combine(folder.Work, "variables.json")), Is.False);
    }

    [Test]
    public async Task Terraform_gets_the_environment_on_the_list_and_no_other()
    {
        Environment.SetEnvironmentVariable("TEST_SECRET", "secret");
        using var modules = await new TestModules().Module("local", "");
        var terraform = await modules.Terraform("""env >"${0%/*}/environment" """);
        await using var node = await ProvisioningNode.Start(options => modules.Use(options) with { TerraformBinary = terraform });

        await node.Run(ProvisioningNode.Work(Id, 1));

        var names = (await File.ReadAllLinesAsync(Path.Combine(modules.Folder, "environment"))).Select(line => line.Split('=')[0]);
        Assert.That(names, Has.Member("PATH").And.Member("TF_HTTP_PASSWORD").And.Not.Member("TEST_SECRET").And.Not.Member("TF_CLI_CONFIG_FILE"));
    }

    [Test]
    public async Task A_server_that_dies_at_once_fails_the_run_with_its_own_words()
    {
        using var modules = await new TestModules().Local("scripts/start.sh", "--unshare-all", "--unshare-everything");
        await using var node = await ProvisioningNode.Start(modules.Use);

        var outcome = await node.Run(ProvisioningNode.Work(Id, 1));

        Assert.That(outcome, Is.EqualTo(new RunOutcome.Failed(
            FailureClass.Permanent, "The Jupyter server ended as soon as it was started:\nbwrap: Unknown option --unshare-everything")));
        Assert.That(node.News.Last(), Has.Property("Stage").EqualTo("failed"));
    }

    [Test]
    public async Task A_failed_start_is_made_good_by_the_next()
    {
        await using var node = await ProvisioningNode.Start();
        using var broken = await new TestModules().Local("scripts/start.sh", "--unshare-all", "--unshare-everything");
        await using (var before = await node.Restart(broken))
            Assert.That(await before.Run(ProvisioningNode.Work(Id, 1)), Is.TypeOf<RunOutcome.Failed>());

        await node.Apply(ProvisioningNode.Work(Id, 2));

        using var jupyter = node.Jupyter(Id);
        Assert.That(await jupyter.Started(), Is.Not.Empty);
    }

    [Test]
    public async Task What_a_module_does_not_take_is_told_in_its_words()
    {
        await using var node = await ProvisioningNode.Start();
        var work = ProvisioningNode.Work(Id, 1);

        var outcome = await node.Run(work with { Spec = work.Spec with { Size = new("gpu", 1, 1024, 1, 1) } });

        Assert.That(outcome, Is.EqualTo(new RunOutcome.Failed(
            FailureClass.Permanent, "Invalid value for variable: The local target has no accelerators: choose a size with gpus = 0, or another target.")));
    }

    [Test]
    public async Task A_node_that_cannot_make_the_folder_says_so_without_a_path()
    {
        await using var node = await ProvisioningNode.Start();
        Directory.CreateDirectory(InstanceFolder.All(node.Options.DataFolder));
        await File.WriteAllTextAsync(InstanceFolder.Of(node.Options.DataFolder, Id).Root, "a file in the folder's place");

        var outcome = await node.Run(ProvisioningNode.Work(Id, 1));

        Assert.That(outcome, Is.TypeOf<RunOutcome.Failed>().With.Property("Class").EqualTo(FailureClass.Transient));
        Assert.That($"{outcome}", Does.Contain("This node could not prepare the run").And.Not.Contain(node.Options.DataFolder));
    }

    [TestCase("mars")]
    [TestCase("../local")]
    [TestCase("")]
    public async Task An_unknown_target_is_refused(string target)
    {
        await using var node = await ProvisioningNode.Start();

        Assert.That(
            await node.Run(ProvisioningNode.Work(Id, 1, target: target)),
            Is.EqualTo(new RunOutcome.Failed(FailureClass.Permanent, $"There is no target '{target}' on this node.")));
    }

    [Test]
    public async Task A_run_tells_what_it_does_and_leaves_it_in_the_log()
    {
        await using var node = await ProvisioningNode.Start();

        await node.Apply(ProvisioningNode.Work(Id, 1, running: false));

        var told = node.News.Select(news => $"{news.Stage}: {news.Message}").ToList();
        Assert.That(told, Has.Member("running: terraform_data.stopped[0]: Creating...").And.Member("running: Apply complete! Resources: 2 added, 0 changed, 0 destroyed."));
        Assert.That(told[^1], Is.EqualTo("done: Applied."));
        Assert.That(await new InstanceLogs(node.Options).Terraform(Id, 10_000), Does.Contain("run 1 running: terraform_data.stopped[0]: Creating...\n").And.EndsWith("run 1 done: Applied.\n"));
    }

    [Test]
    public async Task Another_run_of_what_is_so_already_leaves_the_server_alone()
    {
        await using var node = await ProvisioningNode.Start();
        var before = await node.Apply(ProvisioningNode.Work(Id, 1));
        using var jupyter = node.Jupyter(Id);
        var started = await jupyter.Started();

        await using var next = await node.Restart();
        var after = await next.Apply(ProvisioningNode.Work(Id, 1));

        Assert.That(after, Is.EqualTo(before));
        Assert.That(await jupyter.Started(), Is.EqualTo(started));
    }

    [Test]
    public async Task A_destroy_can_be_repeated()
    {
        await using var node = await ProvisioningNode.Start();
        await node.Apply(ProvisioningNode.Work(Id, 1));

        Assert.That(await node.Run(ProvisioningNode.Work(Id, 2, action: TerraformAction.Destroy)), Is.TypeOf<RunOutcome.Destroyed>());
        Assert.That(await node.Run(ProvisioningNode.Work(Id, 2, action: TerraformAction.Destroy)), Is.TypeOf<RunOutcome.Destroyed>());
    }

    [Test]
    public async Task Many_instances_come_up_side_by_side()
    {
        await using var node = await ProvisioningNode.Start();
        var ids = Enumerable.Range(1, 6).Select(number => new InstanceId(new Guid(number, 0, 0, new byte[8]))).ToList();

        var outcomes = await Task.WhenAll(ids.Select(id => node.Run(ProvisioningNode.Work(id, 1, running: false))));

        Assert.That(outcomes, Is.All.TypeOf<RunOutcome.Applied>());
    }
}
