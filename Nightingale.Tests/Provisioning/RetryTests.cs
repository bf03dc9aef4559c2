using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>Failures, waits and bounds of a run, on a clock that the test moves and with a program in Terraform's place.</summary>
public sealed class RetryTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000008"));

    // Counts its calls but for "init", and does for the n-th what the n-th case says.
    private const string Script = """
        [ "$1" != init ] || exit 0
        echo x >>"${0%/*}/calls"
        fail() { echo "{\"type\":\"diagnostic\",\"@message\":\"Error: $1\",\"diagnostic\":{\"severity\":\"error\",\"summary\":\"$1\",\"detail\":\"\"}}"; exit 1; }
        say() { echo "{\"type\":\"apply_start\",\"@message\":\"$1\"}"; }
        case $(grep -c x "${0%/*}/calls") in
        """;

    private TestModules _modules = null!;
    private ManualTime _time = null!;

    [SetUp]
    public async Task Prepare()
    {
        _modules = await new TestModules().Module("local", "");
        _time = new();
    }

    [TearDown]
    public void Forget() => _modules.Dispose();

    [Test]
    public async Task What_is_transient_is_tried_again_after_a_growing_wait()
    {
        await using var node = await Node("1 | 2) fail 'connection reset by peer' ;; *) exit 0 ;; esac");
        var run = node.Run(ProvisioningNode.Work(Id, 1));

        var first = await Wait(node, "Attempt 1 failed (connection reset by peer)");
        var second = await Wait(node, "Attempt 2 failed (connection reset by peer)");

        Assert.That(await run, Is.TypeOf<RunOutcome.Applied>());
        Assert.That(await Calls(), Is.EqualTo(3));
        Assert.That(second, Is.GreaterThan(first).And.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task What_stays_transient_fails_in_the_end_with_the_providers_words()
    {
        await using var node = await Node("*) fail 'connection reset by peer' ;; esac");
        var run = node.Run(ProvisioningNode.Work(Id, 1));

        for (var attempt = 1; attempt <= 3; attempt++) await Wait(node, $"Attempt {attempt} failed");

        Assert.That(await run, Is.EqualTo(new RunOutcome.Failed(FailureClass.Transient, "connection reset by peer")));
        Assert.That(await Calls(), Is.EqualTo(4));
    }

    [TestCase("UnauthorizedOperation", FailureClass.Permanent)]
    [TestCase("InsufficientInstanceCapacity", FailureClass.Capacity)]
    public async Task What_waiting_does_not_change_is_not_tried_again(string words, FailureClass expected)
    {
        await using var node = await Node($"*) fail '{words}' ;; esac");

        Assert.That(await node.Run(ProvisioningNode.Work(Id, 1)), Is.EqualTo(new RunOutcome.Failed(expected, words)));
        Assert.That(await Calls(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_killed_terraform_is_tried_again()
    {
        await using var node = await Node("1) kill -KILL $$ ;; *) exit 0 ;; esac");
        var run = node.Run(ProvisioningNode.Work(Id, 1));

        await Wait(node, "Attempt 1 failed (Terraform was killed by signal 9");

        Assert.That(await run, Is.TypeOf<RunOutcome.Applied>());
    }

    [Test]
    public async Task A_cancelled_wait_ends_at_once()
    {
        await using var node = await Node("*) fail 'connection reset by peer' ;; esac");
        using var cancel = new CancellationTokenSource();
        var run = node.Run(ProvisioningNode.Work(Id, 1), cancel.Token);
        await node.Said("Attempt 1 failed");

        await cancel.CancelAsync();

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(node.News.Last().Stage, Is.EqualTo("cancelled"));
    }

    [Test]
    public async Task A_run_over_its_time_is_ended_and_fails_as_timed_out()
    {
        await using var node = await Node("*) say hanging; exec sleep 600 ;; esac");
        var run = node.Run(ProvisioningNode.Work(Id, 1));
        await node.Said("hanging");

        _time.Advance(node.Options.RunTimeout);

        Assert.That(await run, Is.TypeOf<RunOutcome.Failed>().With.Property("Class").EqualTo(FailureClass.TimedOut));
        Assert.That(await node.Processes(), Is.Empty);
    }

    [Test]
    public async Task Who_does_not_end_when_asked_is_killed_with_all_its_children()
    {
        await using var node = await Node("*) trap '' INT; sleep 600 & say deaf; wait; wait ;; esac");
        using var cancel = new CancellationTokenSource();
        var run = node.Run(ProvisioningNode.Work(Id, 1), cancel.Token);
        await node.Said("deaf");
        var busy = _time.Timers;

        await cancel.CancelAsync();
        await TimerAfter(busy);
        Assert.That(run.IsCompleted, Is.False, "it has the grace to end by itself");
        _time.Advance(node.Options.CancelGrace);

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await node.Processes(), Is.Empty);
    }

    [Test]
    public async Task A_newer_run_waits_until_the_cancelled_one_has_ended()
    {
        await using var node = await Node("1) trap '' INT; say deaf; sleep 600 ;; *) say newer; exit 0 ;; esac");
        using var cancel = new CancellationTokenSource();
        var old = node.Run(ProvisioningNode.Work(Id, 1), cancel.Token);
        await node.Said("deaf");
        var busy = _time.Timers;

        await cancel.CancelAsync();
        await TimerAfter(busy);
        var newer = node.Run(ProvisioningNode.Work(Id, 2));
        await node.Said("Place 1 in the queue");
        Assert.That(await Calls(), Is.EqualTo(1));
        _time.Advance(node.Options.CancelGrace);

        Assert.That(async () => await old, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await newer, Is.TypeOf<RunOutcome.Applied>());
    }

    [Test]
    public async Task A_missing_terraform_fails_the_run_in_words()
    {
        await using var node = await ProvisioningNode.Start(options => _modules.Use(options) with { TerraformBinary = "terraform-that-nobody-has" });

        Assert.That(
            await node.Run(ProvisioningNode.Work(Id, 1)),
            Is.EqualTo(new RunOutcome.Failed(FailureClass.Permanent, "Terraform was not found on this node. An operator must install it.")));
    }

    private async Task<ProvisioningNode> Node(string cases)
    {
        var terraform = await _modules.Terraform($"{Script}\n{cases}");
        return await ProvisioningNode.Start(options => _modules.Use(options) with { TerraformBinary = terraform, Retries = 3 }, _time);
    }

    private async Task<int> Calls() => (await File.ReadAllLinesAsync(Path.Combine(_modules.Folder, "calls"))).Length;

    // Moves the clock over the wait that was announced, in steps, and gives how long it was.
    private async Task<TimeSpan> Wait(ProvisioningNode node, string announced)
    {
        await node.Said(announced);
        await TimerAfter(0);
        var step = TimeSpan.FromMilliseconds(100);
        var waited = TimeSpan.Zero;
        while (_time.Timers > 0)
        {
            _time.Advance(step);
            waited += step;
        }
        return waited;
    }

    private async Task TimerAfter(int timers)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_time.Timers <= timers)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
