using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

public sealed class ProbeWorkerTests
{
    private static readonly InstanceId Id = new(new Guid("0193a5a0-0000-7000-8000-000000000001"));

    [Test]
    public async Task A_known_server_that_is_gone_is_reported_lost_with_its_generation_and_the_worker_ends()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero).AddTicks(7));
        await using var scheduler = new ProbeScheduler(new(), time, NullLogger<ProbeScheduler>.Instance);
        var worker = new ProbeWorker(scheduler, new JupyterTokens("key"u8.ToArray()), time);
        var report = new Report();
        var running = worker.Run(Id.ToString(), new InstanceWork.Probe(Id, 7, "unix:///nowhere", time.GetUtcNow()), report, default);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!running.IsCompleted && !bound.IsCancellationRequested)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await running.WaitAsync(bound.Token);
        var lost = (InstanceCommand.ServerLost)report.Told.Single();
        Assert.That((lost.Generation, lost.LastAnsweredAt), Is.EqualTo((7, (DateTimeOffset?)null)));
        Assert.That(lost.At.Ticks % TimeSpan.TicksPerMillisecond, Is.Zero);
    }

    [Test]
    public async Task It_ends_when_it_is_no_longer_owed()
    {
        await using var scheduler = new ProbeScheduler(new(), new ManualTime(), NullLogger<ProbeScheduler>.Instance);
        var worker = new ProbeWorker(scheduler, new JupyterTokens("key"u8.ToArray()), TimeProvider.System);
        using var noLongerOwed = new CancellationTokenSource();
        var running = worker.Run(Id.ToString(), new InstanceWork.Probe(Id, 1, "unix:///nowhere", null), new Report(), noLongerOwed.Token);
        await noLongerOwed.CancelAsync();
        Assert.That(async () => await running.WaitAsync(TimeSpan.FromSeconds(30)), Throws.InstanceOf<OperationCanceledException>());
    }

    private sealed class Report : IReport<InstanceCommand>
    {
        public List<InstanceCommand> Told { get; } = [];

        public Task<Refusal?> Tell(InstanceCommand command)
        {
            Told.Add(command);
            return Task.FromResult<Refusal?>(null);
        }
    }
}
