using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

public sealed class TerraformWorkerTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000010"));
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, 123, TimeSpan.Zero);

    [TestCase("exit 0", TerraformAction.Apply)]
    [TestCase("exit 0", TerraformAction.Destroy)]
    [TestCase("echo broken >&2; exit 1", TerraformAction.Apply)]
    public async Task Each_outcome_is_reported_with_its_run_and_the_time_in_milliseconds(string script, TerraformAction action)
    {
        using var modules = await new TestModules().Module("local", "");
        var terraform = await modules.Terraform($"[ \"$1\" != init ] || exit 0; {script}");
        await using var node = await ProvisioningNode.Start(options => modules.Use(options) with { TerraformBinary = terraform });
        var report = new Reports();

        await Worker(node).Run($"{Id}", ProvisioningNode.Work(Id, 5, action: action), report, default);

        InstanceCommand expected = (script, action) switch
        {
            ("exit 0", TerraformAction.Apply) => new InstanceCommand.TerraformApplied(Now, 5, new(null, null, null)),
            ("exit 0", _) => new InstanceCommand.TerraformDestroyed(Now, 5),
            _ => new InstanceCommand.TerraformFailed(Now, 5, FailureClass.Permanent, "broken"),
        };
        Assert.That(report.Commands, Is.EqualTo(new List<InstanceCommand> { expected }));
    }

    [Test]
    public async Task A_cancelled_run_reports_nothing()
    {
        using var modules = await new TestModules().Module("local", "");
        var terraform = await modules.Terraform("""echo '{"type":"apply_start","@message":"begun"}'; exec sleep 600""");
        await using var node = await ProvisioningNode.Start(options => modules.Use(options) with { TerraformBinary = terraform });
        using var cancel = new CancellationTokenSource();
        var report = new Reports();
        var run = Worker(node).Run($"{Id}", ProvisioningNode.Work(Id, 5), report, cancel.Token);
        await node.Said("begun");

        await cancel.CancelAsync();

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(report.Commands, Is.Empty);
    }

    [Test]
    public async Task Other_work_is_refused()
    {
        await using var node = await ProvisioningNode.Start();

        Assert.That(
            async () => await Worker(node).Run($"{Id}", new InstanceWork.Await(Deadline.Idle, Now), new Reports(), default),
            Throws.ArgumentException);
    }

    private static TerraformWorker Worker(ProvisioningNode node) =>
        new(node.Provisioner, new ManualTime(Now.AddTicks(4567)), NullLogger<TerraformWorker>.Instance);

    private sealed class Reports : IReport<InstanceCommand>
    {
        public List<InstanceCommand> Commands { get; } = [];

        public Task<Refusal?> Tell(InstanceCommand command)
        {
            Commands.Add(command);
            return Task.FromResult<Refusal?>(new(RefusalKind.Conflict, "of no use any more"));
        }
    }
}
