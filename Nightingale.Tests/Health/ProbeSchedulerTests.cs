using System.Threading.Channels;
using Nightingale.Actors.Health;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

public sealed class ProbeSchedulerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_server_that_never_answers_has_one_probe_outstanding_and_each_counts_as_a_miss()
    {
        var time = new ManualTime();
        using var probe = new Deaf();
        var scheduler = new ProbeScheduler(new(), time);
        var results = Channel.CreateUnbounded<ProbeResult>();
        using var stop = new CancellationTokenSource();
        var watch = scheduler.Watch(probe, known: false, Keep, stop.Token);

        for (var second = 0; second < 20; second++)
        {
            await probe.Asked.WaitAsync(Bound);
            Assert.That(scheduler.Outstanding, Is.EqualTo(1));
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(await results.Reader.ReadAsync().AsTask().WaitAsync(Bound), Is.InstanceOf<ProbeResult.Miss>());
        }

        Assert.That(probe.MostAtOnce, Is.EqualTo(1));
        await stop.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => watch);
        Assert.That(scheduler.Watching, Is.Zero);

        async Task<bool> Keep(ProbeResult result)
        {
            await results.Writer.WriteAsync(result);
            return true;
        }
    }

    [Test]
    public async Task Control_a_prober_without_the_bound_piles_up()
    {
        using var probe = new Deaf();
        using var stop = new CancellationTokenSource();
        var asked = Enumerable.Range(0, 20).Select(_ => probe.Ask(kernels: false, stop.Token)).ToList();
        Assert.That(probe.MostAtOnce, Is.EqualTo(20));
        await stop.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => Task.WhenAll(asked));
    }

    [Test]
    public async Task A_watch_ends_when_its_listener_has_heard_enough()
    {
        using var probe = new Deaf();
        var time = new ManualTime();
        var watch = new ProbeScheduler(new(), time).Watch(probe, known: false, _ => Task.FromResult(false), CancellationToken.None);
        await probe.Asked.WaitAsync(Bound);
        time.Advance(TimeSpan.FromSeconds(1));
        await watch.WaitAsync(Bound);
    }

    /// <summary>Takes questions and never answers.</summary>
    private sealed class Deaf : IProbe
    {
        private readonly SemaphoreSlim _asked = new(0);
        private int _now;

        public SemaphoreSlim Asked => _asked;

        public int MostAtOnce { get; private set; }

        public async Task<ProbeResult> Ask(bool kernels, CancellationToken stop)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
            var never = new TaskCompletionSource<ProbeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = stop.Register(() => never.TrySetCanceled(stop));
            _asked.Release();
            try
            {
                return await never.Task;
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }

        public void Dispose() => _asked.Dispose();
    }
}
