using Nightingale.Actors.Entities;
using Nightingale.Tests.Kernel;
using NUnit.Framework;

namespace Nightingale.Tests.Entities;

[Category("Deterministic")]
public sealed class RecoveryGateTests
{
    private readonly SeededDispatcher _dispatcher = new(seed: 1);

    [Test]
    public async Task Those_that_owe_work_go_first_and_among_equals_who_came_first()
    {
        var gate = new RecoveryGate(1, _dispatcher);
        await gate.Enter(owesWork: false, default);
        var waiting = new Dictionary<string, Task>(StringComparer.Ordinal)
        {
            ["other 1"] = gate.Enter(owesWork: false, default),
            ["other 2"] = gate.Enter(owesWork: false, default),
            ["owing 1"] = gate.Enter(owesWork: true, default),
            ["owing 2"] = gate.Enter(owesWork: true, default),
        };

        var order = new List<string>();
        while (waiting.Count > 0)
        {
            gate.Leave();
            _dispatcher.RunUntilIdle();
            var next = waiting.Single(one => one.Value.IsCompletedSuccessfully).Key;
            order.Add(next);
            waiting.Remove(next);
        }

        Assert.That(order, Is.EqualTo(["owing 1", "owing 2", "other 1", "other 2"]));
        gate.Leave();
        Assert.That(gate.Free, Is.EqualTo(1));
    }

    [Test]
    public async Task Who_waits_no_more_takes_no_place()
    {
        var gate = new RecoveryGate(1, _dispatcher);
        await gate.Enter(owesWork: false, default);
        using var tired = new CancellationTokenSource();
        var gone = gate.Enter(owesWork: true, tired.Token);
        var next = gate.Enter(owesWork: false, default);
        await tired.CancelAsync();
        Assert.That(async () => await gone, Throws.InstanceOf<OperationCanceledException>());

        gate.Leave();
        _dispatcher.RunUntilIdle();
        Assert.That(next.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task Who_gives_up_when_the_place_is_theirs_already_has_it()
    {
        var gate = new RecoveryGate(1, _dispatcher);
        await gate.Enter(owesWork: false, default);
        using var tired = new CancellationTokenSource();
        var late = gate.Enter(owesWork: true, tired.Token);
        gate.Leave();
        await tired.CancelAsync();
        _dispatcher.RunUntilIdle();

        Assert.That(late.IsCompletedSuccessfully, Is.True);
        Assert.That(gate.Free, Is.Zero);
    }
}
