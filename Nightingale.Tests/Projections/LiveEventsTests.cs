using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;
using static Nightingale.Tests.Projections.SimpleInstances;

namespace Nightingale.Tests.Projections;

public sealed class LiveEventsTests
{
    private const int Capacity = 8;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly ManualTime _time = new();
    private LiveEvents _live = null!;

    [SetUp]
    public void Open() => _live = new("boot", List(), NoBill(), _time, Capacity);

    [Test]
    public async Task A_new_follower_is_first_told_to_fetch_and_then_hears_the_news()
    {
        Tell(1);
        await using var follower = Follow(null);
        Assert.That(await Next(follower), Is.EqualTo(new LiveEvent.Reset("boot-1")));
        Tell(2);
        Assert.That(await Next(follower), Is.InstanceOf<LiveEvent.Progress>().With.Property("Id").EqualTo("boot-2"));
    }

    [Test]
    public async Task A_follower_resumes_right_after_what_it_has_seen()
    {
        Tell(1, 2, 3);
        await using var follower = Follow("boot-1");
        Assert.That((await Next(follower)).Id, Is.EqualTo("boot-2"));
        Assert.That((await Next(follower)).Id, Is.EqualTo("boot-3"));
    }

    [TestCase("other-1", Description = "another process")]
    [TestCase("boot-99", Description = "from the future")]
    [TestCase("boot-x")]
    [TestCase("boot-")]
    [TestCase("boot--1")]
    [TestCase("")]
    public async Task An_unknown_id_is_answered_with_a_reset(string lastEventId)
    {
        Tell(1, 2);
        await using var follower = Follow(lastEventId);
        Assert.That(await Next(follower), Is.EqualTo(new LiveEvent.Reset("boot-2")));
    }

    [Test]
    public async Task An_id_that_has_left_the_ring_is_answered_with_a_reset_and_the_oldest_within_it_is_not()
    {
        Tell([.. Enumerable.Range(1, Capacity + 1)]);
        await using var late = Follow("boot-0");
        await using var within = Follow("boot-1");
        Assert.That(await Next(late), Is.InstanceOf<LiveEvent.Reset>());
        Assert.That(await Next(within), Is.InstanceOf<LiveEvent.Progress>().With.Property("Id").EqualTo("boot-2"));
    }

    [Test]
    public async Task A_slow_follower_is_overtaken_and_told_so()
    {
        await using var slow = Follow(null);
        await using var quick = Follow(null);
        await Next(slow);
        await Next(quick);
        for (var number = 1; number <= Capacity + 1; number++)
        {
            Tell(number);
            Assert.That(await Next(quick), Is.InstanceOf<LiveEvent.Progress>(), "who keeps up is not overtaken");
        }

        Assert.That(await Next(slow), Is.EqualTo(new LiveEvent.Reset($"boot-{Capacity + 1}")));
        Tell(100);
        Assert.That((await Next(slow)).Id, Is.EqualTo($"boot-{Capacity + 2}"));
    }

    [Test]
    public async Task What_is_not_wanted_is_not_told_and_a_heartbeat_moves_past_it()
    {
        await using var follower = Follow(null, happened => happened.About == "clinic");
        await Next(follower);
        var next = follower.MoveNextAsync();
        Tell(1);
        _time.Advance(Heartbeat);
        Assert.That(await next.AsTask().WaitAsync(Bound), Is.True);
        Assert.That(follower.Current, Is.EqualTo(new LiveEvent.Heartbeat("boot-1")));
    }

    [Test]
    public async Task A_follower_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        await using var follower = _live.Follow(null, _ => true, Heartbeat, cancel.Token).GetAsyncEnumerator(cancel.Token);
        await Next(follower);
        var next = follower.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        Assert.That(async () => await next.WaitAsync(Bound), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Journalled_news_say_whose_they_are()
    {
        var list = List();
        list.Apply(Stored(Id(1), 1, new InstanceEvent.Launched(Start, Id(1), Spec(account: "clinic"))));
        list.Publish();
        var live = new LiveEvents("boot", list, NoBill(), _time, Capacity);
        await live.Publish(
        [
            Stored(Id(1), 2, new InstanceEvent.Stopped(Start, 1)),
            Stored(Id(2), 1, new InstanceEvent.Stopped(Start, 1)),
            Stored(Id(1), 1, new InstanceEvent.Stopped(Start, 1)) with { PersistenceId = "account/lab" },
        ]);
        await using var follower = live.Follow("boot-0", _ => true, Heartbeat).GetAsyncEnumerator();
        var about = new[] { (await Next(follower)).About, (await Next(follower)).About, (await Next(follower)).About };
        Assert.That(about, Is.EqualTo(new[] { "clinic", null, "lab" }));
    }

    [Test]
    public async Task Many_followers_and_writers_lose_nothing_while_they_keep_up()
    {
        const int Each = 500;
        const int Writers = 4;
        var live = new LiveEvents("boot", List(), NoBill(), TimeProvider.System);
        var followers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var seen = 0;
            await foreach (var happened in live.Follow("boot-0", _ => true, Heartbeat))
                if (happened is LiveEvent.Progress && ++seen == Each * Writers) break;
            return seen;
        })).ToList();
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) live.Publish(Line(writer));
        })).ToList();
        await Task.WhenAll(writers).WaitAsync(Bound);
        Assert.That(await Task.WhenAll(followers).WaitAsync(Bound), Is.All.EqualTo(Each * Writers));
    }

    private void Tell(params int[] runs)
    {
        foreach (var run in runs) _live.Publish(Line(run));
    }

    private static RunProgress Line(int run) => new(Id(1), "lab", run, Start, "running", "Creating");

    private IAsyncEnumerator<LiveEvent> Follow(string? lastEventId, Func<LiveEvent, bool>? wanted = null) =>
        _live.Follow(lastEventId, wanted ?? (_ => true), Heartbeat).GetAsyncEnumerator();

    private static async Task<LiveEvent> Next(IAsyncEnumerator<LiveEvent> follower)
    {
        Assert.That(await follower.MoveNextAsync().AsTask().WaitAsync(Bound), Is.True);
        return follower.Current;
    }
}
