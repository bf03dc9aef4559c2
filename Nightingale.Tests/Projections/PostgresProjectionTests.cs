using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Tests.Journal;
using Nightingale.Tests.Projections.Contract;
using Npgsql;
using NUnit.Framework;
using static Nightingale.Tests.Projections.SimpleInstances;

namespace Nightingale.Tests.Projections;

/// <summary>What only read models meet that several nodes write: each other, faults in the middle, and a rebuild beside them.</summary>
public sealed class PostgresProjectionTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private PostgresViewsUnderTest _views = null!;

    [SetUp]
    public async Task Open()
    {
        _views = new();
        await _views.Open();
        await _views.Execute("CREATE TABLE tally (generation bigint PRIMARY KEY, n bigint NOT NULL)");
    }

    [TearDown]
    public ValueTask Close() => _views.DisposeAsync();

    [Test]
    public async Task Of_nodes_that_take_in_the_same_events_at_once_one_does_and_without_the_lock_all_do()
    {
        var events = await Append(0, 100);
        var tallies = Enumerable.Range(0, 8).Select(_ => new Tally(_views.Database)).ToList();
        await Task.WhenAll(tallies.Select(tally => tally.Begin(default))).WaitAsync(Bound);
        Assert.That(await Counted(), Is.EqualTo(100));
        events = await Append(100, 100);
        await Task.WhenAll(tallies.Select(tally => tally.Take(events, default))).WaitAsync(Bound);
        Assert.That(await Counted(), Is.EqualTo(200));

        events = await Append(200, 100);
        using var both = new SemaphoreSlim(0);
        var arrived = 0;
        var unlocked = Enumerable.Range(0, 2).Select(_ => new Tally(_views.Database)
        {
            LocksOffsets = false,
            BeforeStore = async () =>
            {
                if (Interlocked.Increment(ref arrived) == 2) both.Release(2);
                await both.WaitAsync(Bound);
            },
        }).ToList();
        await Task.WhenAll(unlocked.Select(tally => tally.Take(events, default))).WaitAsync(Bound);
        Assert.That(await Counted(), Is.EqualTo(400), "the control counts them twice");
    }

    [Test]
    public async Task A_fault_after_rows_were_written_leaves_neither_them_nor_the_offset_and_the_next_attempt_counts_once()
    {
        var tally = new Tally(_views.Database) { AfterStore = () => throw new InvalidOperationException("planted") };
        var events = await Append(0, 10);
        Assert.That(async () => await tally.Begin(default), Throws.InvalidOperationException);
        Assert.That(await Counted(), Is.Zero);
        tally.AfterStore = () => Task.CompletedTask;
        await tally.Take(events, default);
        await tally.Take(events, default);
        Assert.That(await Counted(), Is.EqualTo(10));
    }

    [Test]
    public async Task A_rebuild_mends_what_is_wrong_while_others_write_and_readers_always_see_a_whole_list()
    {
        const int Before = 200;
        for (var number = 0; number < Before; number++) await Launch(number);
        await _views.OpenAccount("lab", "EUR");
        await _views.Start();
        await _views.Execute("UPDATE instance_row SET phase = 'Failed'; UPDATE bill_instance SET amount = 7");
        Assert.That((await _views.List.Query(new(Phase.Provisioning))).Rows, Is.Empty, "the control: it is wrong");

        using var enough = new CancellationTokenSource();
        var writing = Write(Before, enough.Token);
        var reading = Read(Before, enough.Token);
        foreach (var projection in _views.Projections()) Assert.That(await projection.Rebuild(default).WaitAsync(Bound), Is.GreaterThanOrEqualTo(Before));
        await enough.CancelAsync();
        var written = await writing.WaitAsync(Bound);
        Assert.That(await reading.WaitAsync(Bound), Is.GreaterThan(0));

        await _views.Told("account/lab", 1 + written);
        Assert.That(written, Is.GreaterThan(0));
        Assert.That((await _views.List.Query(new(Phase.Provisioning, Limit: 100_000))).Rows, Has.Count.EqualTo(Before + written));
        Assert.That((await _views.Bill.Costs(["a"]))["a"].Amount, Is.EqualTo(written));
        Assert.That(await _views.Number("SELECT count(DISTINCT generation) FROM instance_row"), Is.EqualTo(1), "nothing is left of the old ones");
        Assert.That(await _views.Number("SELECT count(*) FROM projection_offset"), Is.EqualTo(2 * 256));
    }

    [Test]
    public async Task A_rebuild_that_was_broken_off_changes_nothing_for_readers_and_the_next_one_removes_its_rows()
    {
        await Append(0, 10);
        var tally = new Tally(_views.Database);
        await tally.Begin(default);
        using var cut = new CancellationTokenSource();
        var broken = new Tally(_views.Database) { AfterStore = () => cut.CancelAsync() };
        Assert.That(async () => await broken.Rebuild(cut.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Counted(), Is.EqualTo(10));
        Assert.That(await tally.Rebuild(default), Is.EqualTo(10));
        Assert.That(await Counted(), Is.EqualTo(10));
        Assert.That(await _views.Number("SELECT count(*) FROM projection_offset"), Is.EqualTo(256));
    }

    [Test]
    public async Task Of_two_rebuilds_at_once_the_second_is_refused()
    {
        await Append(0, 1);
        var second = new Tally(_views.Database);
        var first = new Tally(_views.Database)
        {
            AfterStore = () =>
            {
                Assert.That(async () => await second.Rebuild(default), Throws.TypeOf<ProjectionBusyException>());
                return Task.CompletedTask;
            },
        };
        await first.Rebuild(default).WaitAsync(Bound);
    }

    [Test]
    public async Task Who_was_answered_finds_it_in_the_list_of_the_same_node_though_no_news_came_yet()
    {
        await _views.Start();
        await _views.Stop();
        await Launch(1);
        Assert.That((await _views.List.Query(new())).Rows, Is.Empty, "the control: nobody follows");
        _views.List.Acknowledged(Id(1));
        Assert.That((await _views.List.Query(new())).Rows.Select(row => row.State.Id), Is.EqualTo(new[] { Id(1) }));
    }

    private async Task<int> Write(int from, CancellationToken enough)
    {
        for (var written = 0; ; written++)
        {
            if (enough.IsCancellationRequested) return written;
            await Launch(from + written);
            await _views.Charge("lab", 1 + written, "a", Start, 60, 1m);
        }
    }

    private async Task<int> Read(int least, CancellationToken enough)
    {
        for (var reads = 0; ; reads++)
        {
            if (enough.IsCancellationRequested) return reads;
            var seen = (await _views.List.Query(new(Limit: 100_000), CancellationToken.None)).Rows.Count;
            Assert.That(seen, Is.GreaterThanOrEqualTo(least));
            least = seen;
        }
    }

    private Task Launch(int number) => _views.Append(Id(number), 0, new InstanceEvent.Launched(Start.AddSeconds(number), Id(number), Spec()));

    private Task<long> Counted() => _views.Number("SELECT coalesce(sum(n), 0)::bigint FROM tally WHERE generation IN (SELECT generation FROM projection)");

    private async Task<IReadOnlyList<StoredEvent>> Append(int version, int count)
    {
        await using var journal = await PostgresJournal.Open(new() { Database = _views.Database, Writers = 1 });
        return await journal.Append(Appends.To("thing/1", version, count, epoch: 0));
    }

    /// <summary>Counts events, in a way that counts twice what is stored twice.</summary>
    private sealed class Tally(NpgsqlDataSource database) : PostgresProjection(database, "tally.v1")
    {
        public Func<Task> BeforeStore { get; init; } = () => Task.CompletedTask;

        public Func<Task> AfterStore { get; set; } = () => Task.CompletedTask;

        protected override IReadOnlyList<string> Tables { get; } = ["tally"];

        protected override async Task Store(NpgsqlConnection connection, long generation, IReadOnlyList<StoredEvent> events, CancellationToken stop)
        {
            await BeforeStore();
            await using var command = new NpgsqlCommand("INSERT INTO tally VALUES ($1, $2) ON CONFLICT (generation) DO UPDATE SET n = tally.n + excluded.n", connection)
            {
                Parameters = { new() { Value = generation }, new() { Value = (long)events.Count } },
            };
            await command.ExecuteNonQueryAsync(stop);
            await AfterStore();
        }
    }
}
