using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Sharding;
using Nightingale.Bench.Engine;
using Npgsql;

namespace Nightingale.Bench.Cluster;

/// <summary>Three nodes with entities that owe work, each of which gets one command after the other from outside, while a node is drained, and while one is killed.</summary>
internal sealed class Outage : IAsyncDisposable
{
    /// <summary>The lease of the nodes.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

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
    /// <returns>The time from the kill until every entity had answered again; the pauses of the entities that moved while a node was drained; how many commands failed meanwhile.</returns>
    public static async Task<(TimeSpan Kill, Samples Pauses, int Failed)> Measure(string connection, int entities, CancellationToken cancel)
    {
        await StoredOnPostgres.Fill(connection, entities, eventsEach: 1);
        var members = new List<MemberProcess>();
        try
        {
            foreach (var name in (string[])["ada", "ben", "cyd"]) members.Add(await MemberProcess.Start(connection, name, Lease));
            await MemberProcess.Settled(connection, members.Count, cancel);
            await using var outside = new Outage(connection);
            await outside.All(entities, cancel);
            var (pauses, failed) = await outside.Drained(members[0], entities, cancel);
            members[1].Kill();
            var killed = TimeProvider.System.GetTimestamp();
            await outside.All(entities, cancel);
            return (TimeProvider.System.GetElapsedTime(killed), pauses, failed);
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

    private async Task<(Samples Pauses, int Failed)> Drained(MemberProcess member, int entities, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var clients = Enumerable.Range(0, entities).Select(number => Client(number, entities, enough.Token)).ToList();
        await Task.Delay(2 * Pause, TimeProvider.System, cancel);
        await member.Drain();
        await Task.Delay(2 * Pause, TimeProvider.System, cancel);
        await enough.CancelAsync();
        var found = await Task.WhenAll(clients);
        var pauses = new Samples();
        foreach (var (longest, _) in found) pauses.Add(longest);
        return (pauses, found.Sum(client => client.Failed));
    }

    // A command twice a second for each: all of them at once, all the time, are more than two processors can serve.
    private async Task<(TimeSpan Longest, int Failed)> Client(int number, int clients, CancellationToken enough)
    {
        await Task.Delay(Pause * number / clients, TimeProvider.System, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var (longest, failed) = (TimeSpan.Zero, 0);
        while (!enough.IsCancellationRequested)
        {
            var sent = TimeProvider.System.GetTimestamp();
            try
            {
                await Command($"{number}");
            }
            catch (EntityUnavailableException)
            {
                failed++;
            }

            var took = TimeProvider.System.GetElapsedTime(sent);
            if (took > longest) longest = took;
            await Task.Delay(Pause, TimeProvider.System, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (longest, failed);
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
}
