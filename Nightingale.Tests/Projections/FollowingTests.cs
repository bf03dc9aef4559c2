using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;
using Nightingale.Tests.Projections.Contract;
using Npgsql;
using NUnit.Framework;
using static Nightingale.Tests.Projections.SimpleInstances;

namespace Nightingale.Tests.Projections;

/// <summary>How soon nodes see what others journal, and what following costs the database.</summary>
public sealed class FollowingTests
{
    private const int Followers = 50;
    private const string Look = "FROM lease";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly List<PostgresViewsUnderTest> _nodes = [];
    private PostgresServer.Shared _shared = null!;
    private Queries _queries = null!;

    [SetUp]
    public async Task Open()
    {
        _shared = await PostgresServer.SharedDatabase();
        _queries = new();
        for (var node = 0; node < 3; node++)
        {
            var views = new PostgresViewsUnderTest(new NpgsqlDataSourceBuilder(_shared.ConnectionString).UseLoggerFactory(_queries).Build());
            _nodes.Add(views);
            await views.Open();
            await views.Start();
        }
    }

    [TearDown]
    public async Task Close()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
            await node.Database.DisposeAsync();
        }

        _nodes.Clear();
        _queries.Dispose();
        await _shared.DisposeAsync();
    }

    [Test]
    public async Task Streams_and_lists_of_other_nodes_follow_within_100_ms()
    {
        var times = new List<double>();
        for (var number = 1; number <= 100; number++)
        {
            await _nodes[0].Append(Id(number), 0, new InstanceEvent.Launched(Start.AddSeconds(number), Id(number), Spec()));
            var answered = Stopwatch.GetTimestamp();
            await _nodes[1].Told(Id(number).PersistenceId, 1);
            times.Add(Stopwatch.GetElapsedTime(answered).TotalMilliseconds);
            Assert.That(await _nodes[2].List.Find([Id(number)]), Has.Count.EqualTo(1), "the tables are the same for all");
        }

        times.Sort();
        await TestContext.Out.WriteLineAsync($"From the answer to the news on another node: median {times[50]:0.0} ms, p90 {times[90]:0.0} ms, p99 {times[99]:0.0} ms");
        Assert.That(times[50], Is.LessThan(100), "the median: on a machine that does much else single ones may take longer");
    }

    [Test]
    public async Task While_nothing_happens_nobody_asks_and_an_event_is_asked_for_once_a_node_however_many_follow()
    {
        using var enough = new CancellationTokenSource();
        var heard = 0;
        var following = _nodes.SelectMany(node => Enumerable.Range(0, Followers).Select(_ => Task.Run(async () =>
        {
            await foreach (var news in node.Live.Follow("boot-0", _ => true, Bound, enough.Token))
                if (news is LiveEvent.Journalled) Interlocked.Increment(ref heard);
        }))).ToList();

        await _nodes[0].Append(Id(1), 0, new InstanceEvent.Launched(Start, Id(1), Spec()));
        await Eventually.True(() => Volatile.Read(ref heard) == _nodes.Count * Followers, Bound);
        await Quiet();
        var (before, looks) = (_queries.Count, _queries.Looks);
        await Eventually.True(() => _queries.Looks >= looks + (2 * _nodes.Count), Bound);
        Assert.That((_queries.Count - before) - (_queries.Looks - looks), Is.Zero, "but the look each 5 s at what a dying node may not have told");

        (before, looks) = (_queries.Count, _queries.Looks);
        await _nodes[0].Append(Id(2), 0, new InstanceEvent.Launched(Start, Id(2), Spec()));
        await Eventually.True(() => Volatile.Read(ref heard) == 2 * _nodes.Count * Followers, Bound);
        await Quiet();
        var asked = (_queries.Count - before) - (_queries.Looks - looks);
        await TestContext.Out.WriteLineAsync($"An event cost {asked} commands with {_nodes.Count} nodes and {_nodes.Count * Followers} followers.");
        Assert.That(asked, Is.InRange(_nodes.Count, 30 * _nodes.Count), "the control: what is asked is counted");

        await enough.CancelAsync();
        foreach (var one in following) Assert.That(async () => await one.WaitAsync(Bound), Throws.InstanceOf<OperationCanceledException>());
    }

    // Nothing but looks was asked between two looks of every node: all that the event led to is done.
    private async Task Quiet()
    {
        var seen = (Others: -1L, Looks: -1L);
        await Eventually.True(
            () =>
            {
                var (looks, others) = (_queries.Looks, _queries.Count - _queries.Looks);
                if (others != seen.Others) seen = (others, looks);
                return looks >= seen.Looks + _nodes.Count;
            },
            Bound);
    }

    /// <summary>Counts what the driver sends.</summary>
    private sealed class Queries : ILoggerFactory, ILogger
    {
        private long _count;
        private long _looks;

        public long Count => Volatile.Read(ref _count);

        public long Looks => Volatile.Read(ref _looks);

        public ILogger CreateLogger(string categoryName) => categoryName == "Npgsql.Command" ? this : NullLogger.Instance;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception) is var text && !text.StartsWith("Command execution completed", StringComparison.Ordinal)
                && !text.StartsWith("Batch execution completed", StringComparison.Ordinal)) return;
            if (text.Contains(Look, StringComparison.Ordinal)) Interlocked.Increment(ref _looks);
            Interlocked.Increment(ref _count);
        }

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
