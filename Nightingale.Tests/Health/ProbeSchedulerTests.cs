using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Health;
using NUnit.Framework;

namespace Nightingale.Tests.Health;

public sealed class ProbeSchedulerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Started = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly ProbeResult Good = new ProbeResult.Answer(Started, Started, 0, null);

    private readonly ManualTime _time = new();
    private readonly List<Watching> _watches = [];
    private ProbeScheduler _scheduler = null!;

    [SetUp]
    public void Begin() => _scheduler = Scheduler();

    [TearDown]
    public async Task End()
    {
        foreach (var watch in _watches) await watch.DisposeAsync();
        _watches.Clear();
        await _scheduler.DisposeAsync();
    }

    [Test]
    public void Each_ready_server_is_asked_once_in_an_interval()
    {
        var servers = Watch(250, (_, _) => Task.FromResult(Good), Started);
        _time.Advance(10 * Second);
        Assert.That(servers.Select(server => server.Asked.Count), Is.All.EqualTo(10));
        Assert.That(servers.SelectMany(server => server.Gaps()), Is.All.EqualTo(Second));
    }

    [TestCase(10, 2)]
    [TestCase(100, 3)]
    [TestCase(1000, 13)]
    public void Turns_are_spread_evenly_over_the_interval(int servers, int mostAtOnce)
    {
        var watching = Watch(servers, (_, _) => Task.FromResult(Good), Started);
        _time.Advance(Second);
        var perTick = watching.SelectMany(server => server.Asked).CountBy(at => at).Select(tick => tick.Value).ToList();
        Assert.That(perTick.Sum(), Is.EqualTo(servers));
        Assert.That(perTick.Max(), Is.LessThanOrEqualTo(mostAtOnce));
    }

    [Test]
    public void A_question_that_stays_open_is_a_miss_each_turn_and_no_second_question()
    {
        var open = new TaskCompletionSource<ProbeResult>();
        var server = Watch((_, stop) => open.Task.WaitAsync(stop), Started);
        AdvanceToFirst(server);
        _time.Advance(1.9 * Second);
        Assert.That(server.Asked, Has.Count.EqualTo(1));
        open.SetResult(Good);
        _time.Advance(0.2 * Second);
        Assert.That(server.Asked, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_server_that_never_answers_again_is_lost_after_three_turns()
    {
        var server = Watch((_, stop) => Never(stop), Started);
        AdvanceToFirst(server);
        var verdict = server.Next();
        _time.Advance(2.9 * Second);
        Assert.That(verdict.IsCompleted, Is.False);
        _time.Advance(0.2 * Second);
        Assert.That(await verdict.WaitAsync(Bound), Is.EqualTo(new ProbeVerdict.Lost(null, "Jupyter missed 3 probes in a row, the last one because it did not answer within 1 s.")));
        Assert.That(await server.Next().WaitAsync(Bound), Is.Null);

        var asked = server.Asked.Count;
        _time.Advance(10 * Second);
        Assert.That(server.Asked, Has.Count.EqualTo(asked));
    }

    [Test]
    public void A_slow_server_is_not_lost_as_long_as_it_answers_within_the_timeout()
    {
        var server = Watch(async (_, stop) =>
        {
            await Task.Delay(1.5 * Second, _time, stop);
            return Good;
        }, Started);
        _time.Advance(60 * Second);
        Assert.That(server.Asked, Has.Count.GreaterThan(20), "one that is lost is asked no more");
        Assert.That(server.MostOpen, Is.EqualTo(1));
    }

    [Test]
    public void A_question_that_failed_late_is_not_counted_again()
    {
        var misses = 0;
        var server = Watch(async (_, stop) =>
        {
            if (++misses % 2 == 0) return Good;
            await Task.Delay(1.5 * Second, _time, stop);
            return new ProbeResult.Miss("it broke");
        }, Started);
        _time.Advance(60 * Second);
        Assert.That(server.Asked, Has.Count.GreaterThan(20), "one that is lost is asked no more");
    }

    [Test]
    public void Until_the_first_answer_a_server_is_asked_often_and_ever_more_seldom()
    {
        var server = Watch((_, _) => Task.FromResult<ProbeResult>(new ProbeResult.Miss("nobody listens")), serverStartedAt: null);
        _time.Advance(30 * Second);
        var gaps = server.Gaps().ToList();
        Assert.That(gaps[..5], Is.All.EqualTo(TimeSpan.FromMilliseconds(50)));
        Assert.That(gaps, Is.Ordered);
        Assert.That(gaps[^1], Is.EqualTo(Second).Within(TimeSpan.FromMilliseconds(10)));
        Assert.That(server.Asked, Has.Count.LessThan(70));
    }

    [Test]
    public async Task A_server_that_takes_its_time_is_found_as_soon_as_it_answers_and_then_asked_once_in_an_interval()
    {
        var begins = new TaskCompletionSource<ProbeResult>();
        var server = Watch((_, stop) => begins.Task.WaitAsync(stop), serverStartedAt: null);
        _time.Advance(14 * Second);
        Assert.That(server.MostOpen, Is.EqualTo(1));
        begins.SetResult(Good);
        Assert.That(await server.Next().WaitAsync(Bound), Is.EqualTo(new ProbeVerdict.Answered(Started)));

        server.Asked.Clear();
        _time.Advance(10 * Second);
        Assert.That(server.Asked, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task After_a_standstill_of_this_node_no_server_is_taken_for_lost()
    {
        var time = new JumpingTime();
        await using var scheduler = new ProbeScheduler(new(), time, NullLogger<ProbeScheduler>.Instance);
        var answers = new Queue<TaskCompletionSource<ProbeResult>>();
        await using var server = new Watching(time, scheduler, (_, _) =>
        {
            var answer = new TaskCompletionSource<ProbeResult>();
            answers.Enqueue(answer);
            return answer.Task;
        }, Started);
        time.Jump(Second);
        Assert.That(answers, Has.Count.EqualTo(1));

        time.Jump(3600 * Second); // The answer lies in the socket; this node could not read it.
        answers.Dequeue().TrySetResult(Good);
        time.Jump(Second);
        Assert.That(answers, Has.Count.EqualTo(1), "one that is lost is asked no more");
    }

    [Test]
    public async Task Whoever_ends_the_watch_hears_nothing_more_and_nothing_is_asked()
    {
        var server = Watch((_, stop) => Never(stop), Started);
        AdvanceToFirst(server);
        await server.DisposeAsync();
        _time.Advance(10 * Second);
        Assert.That(server.Asked, Has.Count.EqualTo(1));
        Assert.That(server.Open, Is.Zero);
    }

    [Test]
    public async Task A_fault_of_the_probe_itself_is_a_miss()
    {
        var server = Watch((_, _) => throw new InvalidOperationException("broken"), Started);
        var verdict = server.Next();
        _time.Advance(4 * Second);
        Assert.That(await verdict.WaitAsync(Bound), Is.TypeOf<ProbeVerdict.Lost>());
    }

    [Test]
    public async Task Five_thousand_servers_are_asked_each_second_and_on_time()
    {
        const int Servers = 5000, Rounds = 4;
        await using var scheduler = new ProbeScheduler(new(), TimeProvider.System, NullLogger<ProbeScheduler>.Instance);
        var left = Servers * Rounds;
        var done = new TaskCompletionSource();
        var asked = Enumerable.Range(0, Servers).Select(_ => new List<long>(Rounds + 1)).ToList();
        using var stop = new CancellationTokenSource();
        var watches = asked.Select(times => Consume(scheduler.Watch(async (_, _) =>
        {
            times.Add(TimeProvider.System.GetTimestamp());
            await Task.Yield();
            if (Interlocked.Decrement(ref left) == 0) done.SetResult();
            return Good;
        }, Started, stop.Token))).ToList();

        await done.Task.WaitAsync(Bound);
        var late = asked.SelectMany(times => times.Zip(times.Skip(1), (a, b) => TimeProvider.System.GetElapsedTime(a, b) - Second)).Order().ToList();
        Assert.That(late[(int)(late.Count * 0.99)], Is.LessThan(TimeSpan.FromMilliseconds(200)));
        await stop.CancelAsync();
        await Task.WhenAll(watches);
    }

    private static async Task Consume(IAsyncEnumerable<ProbeVerdict> verdicts)
    {
        try
        {
            await foreach (var _ in verdicts) { }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private ProbeScheduler Scheduler() => new(new(), _time, NullLogger<ProbeScheduler>.Instance);

    private Watching Watch(Probe probe, DateTimeOffset? serverStartedAt)
    {
        var watch = new Watching(_time, _scheduler, probe, serverStartedAt);
        _watches.Add(watch);
        return watch;
    }

    private List<Watching> Watch(int servers, Probe probe, DateTimeOffset? serverStartedAt) =>
        [.. Enumerable.Range(0, servers).Select(_ => Watch(probe, serverStartedAt))];

    private void AdvanceToFirst(Watching server)
    {
        while (server.Asked.Count == 0) _time.Advance(TimeSpan.FromMilliseconds(10));
    }

    private static async Task<ProbeResult> Never(CancellationToken stop)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        return Good;
    }
}
