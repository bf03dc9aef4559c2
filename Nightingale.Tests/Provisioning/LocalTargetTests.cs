using System.Net;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>The local module, with real Terraform and real Jupyter.</summary>
public sealed class LocalTargetTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000001"));

    [Test]
    public async Task An_applied_instance_answers_whoever_has_its_token_and_nobody_else()
    {
        await using var node = await ProvisioningNode.Start();

        var outputs = await node.Apply(ProvisioningNode.Work(Id, 1));

        using var jupyter = node.Jupyter(Id);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await jupyter.StatusCode(withToken: true), Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await jupyter.StatusCode(withToken: false), Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(outputs.Address, Is.EqualTo($"unix://{InstanceFolder.Of(node.Options.DataFolder, Id).Root}/s"));
            Assert.That(outputs.ProviderId, Is.EqualTo($"{Id}/1"));
            Assert.That(outputs.Zone, Is.EqualTo("local"));
            Assert.That(outputs.StartedAt, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
            Assert.That(outputs.StoppedAt, Is.Null);
        }
    }

    [Test]
    public async Task The_home_outlives_stop_start_and_resize_and_goes_with_destroy()
    {
        await using var node = await ProvisioningNode.Start();
        var home = InstanceFolder.Of(node.Options.DataFolder, Id).Home;
        var started = (await node.Apply(ProvisioningNode.Work(Id, 1))).StartedAt;
        using (var jupyter = node.Jupyter(Id)) Assert.That(await jupyter.RunCell("open('thesis.txt', 'w').write('one line'); print('written')"), Is.EqualTo("written"));

        var stopped = await node.Apply(ProvisioningNode.Work(Id, 2, running: false));
        Assert.That(stopped, Is.EqualTo(new ModuleOutputs(null, null, "local", null, stopped.StoppedAt)));
        Assert.That(stopped.StoppedAt, Is.GreaterThan(started!.Value));
        Assert.That(await node.Processes(), Is.Empty);

        await node.Apply(ProvisioningNode.Work(Id, 3, generation: 2));
        await node.Apply(ProvisioningNode.Work(Id, 4, generation: 3, memory: 2048));
        using (var jupyter = node.Jupyter(Id, generation: 3)) Assert.That(await jupyter.RunCell("print(open('thesis.txt').read())"), Is.EqualTo("one line"));

        Assert.That(await node.Run(ProvisioningNode.Work(Id, 5, action: TerraformAction.Destroy)), Is.TypeOf<RunOutcome.Destroyed>());
        Assert.That(await node.Processes(), Is.Empty);
        Assert.That(Directory.Exists(home), Is.False);
        Assert.That(await node.Store.Read(Id, default), Is.Null);
    }
}
