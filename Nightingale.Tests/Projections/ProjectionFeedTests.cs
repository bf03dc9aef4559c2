using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Projections.SimpleInstances;

namespace Nightingale.Tests.Projections;

public sealed class ProjectionFeedTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private MemoryJournal _journal = null!;
    private InstanceList _list = null!;
    private Tally _tally = null!;
    private LiveEvents _live = null!;
    private ProjectionFeed _feed = null!;
    private CancellationTokenSource _stop = null!;

    [SetUp]
    public void Open()
    {
        _journal = new();
        _list = List();
        _tally = new();
        _live = new("boot", _list, NoBill(), _time);
        _feed = new(_journal, [_list, _tally], _live, _time, NullLogger<ProjectionFeed>.Instance);
        _stop = new();
    }

    [TearDown]
    public async Task Close()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        await _journal.DisposeAsync();
    }

    [Test]
    public async Task What_was_in_the_journal_before_is_read_first_and_is_no_news()
    {
        for (var number = 1; number <= 20; number++) await Launch(number);
        await Run();
        Assert.That(_list.Count, Is.EqualTo(20));
        await using var follower = _live.Follow(null, _ => true, Bound).GetAsyncEnumerator();
        await follower.MoveNextAsync();
        Assert.That(follower.Current, Is.EqualTo(new LiveEvent.Reset("boot-0")));
    }

    [Test]
    public async Task What_is_committed_afterwards_is_followed_and_found_in_the_lists_by_whoever_hears_of_it()
    {
        await Run();
        await Launch(1);
        await using var follower = _live.Follow("boot-0", _ => true, Bound).GetAsyncEnumerator();
        Assert.That(await follower.MoveNextAsync().AsTask().WaitAsync(Bound), Is.True);
        Assert.That(_list.Find(Id(1)), Is.Not.Null);
    }

    [Test]
    public async Task A_gap_in_the_announcements_is_filled_from_the_journal()
    {
        await Run();
        _journal.Announces = false;
        await Launch(1);
        await _journal.Append(Id(1), 1, new InstanceEvent.StopRequested(Start, "Stopped on request."));
        _journal.Announces = true;
        await _journal.Append(Id(1), 2, new InstanceEvent.Stopped(Start, 1));
        await _tally.Reaches(3);
        Assert.That(_list.Find(Id(1))!.State.Phase, Is.EqualTo(Phase.Stopped));
    }

    [Test]
    public async Task Concurrent_writers_and_lost_announcements_lose_no_event_and_double_none_where_a_naive_follower_does()
    {
        const int Writers = 4;
        const int Each = 300;
        var naive = 0;
        using var control = _journal.Subscribe(committed => Interlocked.Add(ref naive, committed.Count));
        await Run();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (var i = 0; i < Each; i++)
            {
                _journal.Announces = random.Next(3) > 0;
                await Launch((writer * Each) + i);
            }
        }))).WaitAsync(Bound);
        _journal.Announces = true;
        var next = Writers * Each;
        foreach (var shard in await _journal.Heads()) next = await LaunchIn(shard.Key, next);

        await _tally.Reaches((await _journal.Heads()).Values.Sum());
        Assert.That(_tally.OutOfOrder, Is.Zero);
        Assert.That(_list.Count, Is.EqualTo(_tally.Count));
        Assert.That(naive, Is.LessThan(_tally.Count), "the control hears announcements only, and must miss some");
    }

    [Test]
    public async Task An_overflow_of_announcements_is_caught_up_with()
    {
        using var hold = new ManualResetEventSlim(false);
        _tally.BeforeApply = stored =>
        {
            if (stored.Ordinal == 1) hold.Wait(Bound);
        };
        await Run();
        for (var number = 0; number < 4000; number++) await Launch(number);
        hold.Set();
        await _tally.Reaches(4000);
        Assert.That(_list.Count, Is.EqualTo(4000));
    }

    [Test]
    public async Task A_fault_stops_the_feed_and_another_run_goes_on_where_it_was()
    {
        var faults = 1;
        _tally.BeforeApply = _ =>
        {
            if (Interlocked.Decrement(ref faults) == 0) throw new InvalidOperationException("planted");
        };
        await Launch(1);
        await Launch(2);
        Assert.That(async () => await _feed.Run(_stop.Token).WaitAsync(Bound), Throws.InvalidOperationException);
        Assert.That(_journal.Subscribers, Is.Zero);
        await Run();
        Assert.That(_tally.Count, Is.EqualTo(2));
        Assert.That(_list.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Two_hundred_thousand_events_are_read_in_about_a_second()
    {
        const int Instances = 2000;
        const int Each = 100;
        for (var number = 0; number < Instances; number++)
        {
            var id = Id(number);
            await Launch(number);
            var (manifest, payload) = Encode(new InstanceEvent.ActivityMoved(Start, Start, 2, 1));
            var events = Enumerable.Repeat(new NewEvent(Start, manifest, payload), Each - 1).ToList();
            await _journal.Append(new(id.PersistenceId, MemoryJournal.ShardOf(id.PersistenceId), 1, 1, events, "system:probe", null, OwesWork: true));
        }

        var began = Stopwatch.GetTimestamp();
        await Run();
        var took = Stopwatch.GetElapsedTime(began);
        Assert.That(_tally.Count, Is.EqualTo(Instances * Each));
        await TestContext.Out.WriteLineAsync($"200,000 events in {took.TotalMilliseconds:0} ms");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(5)), "a shared machine may take some times what an idle one does");
    }

    private async Task Run()
    {
        _ = _feed.Run(_stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await _feed.CaughtUp.WaitAsync(Bound);
    }

    private Task Launch(int number) => _journal.Append(Id(number), 0, new InstanceEvent.Launched(Start.AddSeconds(number), Id(number), Spec()));

    // One announced event a shard tells the follower of everything before it.
    private async Task<int> LaunchIn(int shard, int number)
    {
        while (MemoryJournal.ShardOf(Id(number).PersistenceId) != shard) number++;
        await Launch(number);
        return number + 1;
    }

    private sealed class Tally : IProjection
    {
        private readonly Dictionary<int, long> _last = [];
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _awaited = long.MaxValue;
        private long _count;

        public long Count => Volatile.Read(ref _count);

        public int OutOfOrder { get; private set; }

        public Action<StoredEvent>? BeforeApply { get; set; }

        public Task<IReadOnlyDictionary<int, long>> Begin(CancellationToken stop) => Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());

        public Task Take(IReadOnlyList<StoredEvent> events, CancellationToken stop)
        {
            foreach (var stored in events) Apply(stored);
            Publish();
            return Task.CompletedTask;
        }

        private void Apply(StoredEvent stored)
        {
            BeforeApply?.Invoke(stored);
            if (_last.GetValueOrDefault(stored.Shard) + 1 != stored.Ordinal) OutOfOrder++;
            _last[stored.Shard] = stored.Ordinal;
            Volatile.Write(ref _count, _count + 1);
        }

        private void Publish()
        {
            if (Count >= Volatile.Read(ref _awaited)) _reached.TrySetResult();
        }

        public Task Reaches(long count)
        {
            Volatile.Write(ref _awaited, count);
            Publish();
            return _reached.Task.WaitAsync(Bound);
        }
    }
}
