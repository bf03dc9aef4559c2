using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Sharding;
using Nightingale.Bench.Engine;
using Npgsql;

namespace Nightingale.Bench.Cluster;

/// <summary>Three nodes with entities that owe work, while one is drained and each entity on it gets a command twice a second from outside, and while one is killed.</summary>
internal sealed class Outage : IAsyncDisposable
{
    /// <summary>The lease of the nodes.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private readonly NpgsqlDataSource _database;
    private readonly ClusterNews _news;
    private readonly ShardMap _map;
    private readonly WireClient _wire = new(tls: null);
    private readonly ClusterEntities<TallyState, TallyCommand> _entities;

    private Outage(string connection)
    {
        _database = NpgsqlDataSource.Create(connection);
        _news = new(_database, TimeProvider.System, NullLogger<ClusterNews>.Instance);
        _map = new(new(_database, "bench", Lease), _news, TimeProvider.System, NullLogger<ShardMap>.Instance);
        _entities = new("tally", TallyMember.Codec, local: null, _ => false, _map, _wire, new(), TimeProvider.System);
    }

    /// <summary>Measures.</summary>
    /// <returns>
    /// The time from the kill until every entity had answered again; the longest wait of each entity that moved while a node was drained, and of the same for as long
    /// before; how many commands failed meanwhile.
    /// </returns>
    public static async Task<(TimeSpan Kill, Samples Pauses, Samples Before, int Failed)> Measure(string connection, int entities, CancellationToken cancel)
    {
        await StoredOnPostgres.Fill(connection, entities, eventsEach: 1);
        var members = new List<MemberProcess>();
        try
        {
            foreach (var name in (string[])["ada", "ben", "cyd"]) members.Add(await MemberProcess.Start(connection, name, Lease));
            await MemberProcess.Settled(connection, members.Count, cancel);
            await using var outside = new Outage(connection);
            await outside.All(entities, cancel);
            var (pauses, before, failed) = await outside.Drained(members[0], entities, cancel);
            members[1].Kill();
            var killed = TimeProvider.System.GetTimestamp();
            await outside.All(entities, cancel);
            return (TimeProvider.System.GetElapsedTime(killed), pauses, before, failed);
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _map.DisposeAsync();
        _wire.Dispose();
        await _news.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<(Samples Pauses, Samples Before, int Failed)> Drained(MemberProcess member, int entities, CancellationToken cancel)
    {
        var moving = Enumerable.Range(0, entities).Where(number => _map.Owner(Shards.Of($"tally/{number}"))?.Address == member.Address).ToList();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asked = moving.Select((number, place) => new Asked($"{number}", Pause * place / moving.Count)).ToList();
        var clients = asked.Select(one => Client(one, enough.Token)).ToList();
        // A node that is drained has run for weeks: what that needs is compiled by the first time, which does not count.
        await Task.Delay(2 * Calm, TimeProvider.System, cancel);
        await DrainAndBack(member, cancel);
        await Task.Delay(Calm, TimeProvider.System, cancel);
        Longest(asked);
        await Task.Delay(Calm, TimeProvider.System, cancel);
        var before = Longest(asked);
        await member.Drain();
        await Task.Delay(2 * Pause, TimeProvider.System, cancel);
        var pauses = Longest(asked);
        await enough.CancelAsync();
        await Task.WhenAll(clients);
        return (pauses, before, asked.Sum(one => one.Failed));
    }

    private async Task DrainAndBack(MemberProcess member, CancellationToken cancel)
    {
        var (id, held) = (NodeAt(member)[0].Id, NodeAt(member).Count);
        await member.Drain();
        await new Membership(_database, "bench", Lease).Drain(id, draining: false, cancel);
        await Until.True(() => Task.FromResult(NodeAt(member).Count == held), Pause / 10, cancel);
    }

    private List<ClusterNode> NodeAt(MemberProcess member) =>
        [.. Enumerable.Range(0, Shards.Count).Select(_map.Owner).OfType<ClusterNode>().Where(node => node.Address == member.Address)];

    private static Samples Longest(IEnumerable<Asked> asked)
    {
        var longest = new Samples();
        foreach (var one in asked) longest.Add(one.TakeLongest());
        return longest;
    }

    private async Task Client(Asked asked, CancellationToken enough)
    {
        await Task.Delay(asked.After, TimeProvider.System, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!enough.IsCancellationRequested)
        {
            var sent = TimeProvider.System.GetTimestamp();
            try
            {
                await Command(asked.Name);
            }
            catch (EntityUnavailableException)
            {
                asked.Failed++;
            }

            asked.Took(TimeProvider.System.GetElapsedTime(sent));
            await Task.Delay(Pause, TimeProvider.System, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task All(int entities, CancellationToken cancel) => Task.WhenAll(Enumerable.Range(0, entities).Select(number => Answered($"{number}", cancel)));

    private async Task Answered(string name, CancellationToken cancel)
    {
        for (var answered = false; !answered;)
            try
            {
                cancel.ThrowIfCancellationRequested();
                await Command(name);
                answered = true;
            }
            catch (EntityUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancel);
            }
    }

    private async Task Command(string name) => await _entities.Ask(
        name,
        new(new TallyCommand.Add(TimeProvider.System.Moment(), Owes: true), "user:bench", new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(), "bench")),
        CancellationToken.None);

    /// <summary>An entity that gets one command after the other.</summary>
    private sealed class Asked(string name, TimeSpan after)
    {
        private long _longest;

        public string Name => name;

        public TimeSpan After => after;

        public int Failed { get; set; }

        public void Took(TimeSpan time) => Interlocked.Exchange(ref _longest, Math.Max(Interlocked.Read(ref _longest), time.Ticks));

        /// <summary>The longest that a command took since it was last asked for this.</summary>
        public TimeSpan TakeLongest() => TimeSpan.FromTicks(Interlocked.Exchange(ref _longest, 0));
    }
}
