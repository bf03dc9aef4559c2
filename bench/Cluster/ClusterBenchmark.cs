using Nightingale.Bench.Engine;

namespace Nightingale.Bench.Cluster;

/// <summary>What several nodes over one PostgreSQL can do, and for how long an entity is away when one of them goes.</summary>
internal static class ClusterBenchmark
{
    private const int Entities = 10_000;
    private const int EventsEach = 20;
    private const int Moving = 2_000;

    private static readonly TimeSpan For = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        await using var database = await LocalDatabase.Start(cancel);
        List<ReportRow> rows =
        [
            .. await Journal(database, 256, rounds, tell, cancel),
            .. await Journal(database, 1024, rounds, tell, cancel),
            await Remote(database, rounds, tell, cancel),
            await Takeover(database, rounds, tell, cancel),
            .. await Outages(database, rounds, tell, cancel),
            .. await Growth(database, tell, cancel),
        ];
        return new(
            "Several nodes over one PostgreSQL, medians",
            rows,
            $"./nightingale bench cluster --rounds {rounds}",
            [
                "PostgreSQL is a real one, with its own settings (fsync=on), on the same machine and a Unix socket.",
                "Journal: commands through the whole shell, each client its own entity; against as many connections that lock leases, insert ready rows and commit what has queued, in two round trips, and compute nothing.",
                "Remote ask: an entity's state by the wire, against a bare Kestrel that gives back what it is sent, both HTTP/2 in plain text on loopback, one request at a time.",
                $"Takeover: from a node's start until the work of the last of {Entities:#,0} entities runs, with {EventsEach} events each; the node is in a process that has compiled what it runs.",
                $"Drain and kill: three nodes in processes of their own, {Moving:#,0} entities that owe work; while it drains, each that moves gets a command from outside each 0.5 s; idempotency keys, lease {Outage.Lease.TotalSeconds:0} s.",
                "One node to three: processes of their own on this one machine, 256 clients in all; the processor time of the database's processes is counted against all there is.",
            ]);
    }

    private static async Task<IReadOnlyList<ReportRow>> Journal(LocalDatabase database, int clients, int rounds, Action<string> tell, CancellationToken cancel)
    {
        var (ours, bare, late, bareLate, swift, swiftLate) = (new Samples(), new Samples(), new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round <= rounds; round++)
        {
            await using (var member = await TallyMember.Join(await database.Empty(cancel), "one", Lease))
            {
                await member.Holds(Actors.Sharding.Shards.Count, cancel);
                Take(await Clients.Measure(clients, client => member.Add($"{client}"), For, cancel), ours, late, round);
            }

            await Bare(atOnce: false, bare, bareLate, round);
            await Bare(atOnce: true, swift, swiftLate, round);
        }

        tell($"{clients} clients: {ours.Median:#,0} against {bare.Median:#,0} a second");
        return
        [
            ReportRow.AtLeast($"persisted commands, {clients:#,0} clients", ours, bare, 0.7, "/s"),
            ReportRow.Compare("  their p99", late, bareLate),
            ReportRow.Compare("  against a bare loop that has our one round trip", ours, swift, "/s"),
        ];

        async Task Bare(bool atOnce, Samples rates, Samples waits, int round)
        {
            await using var limit = await BareFencedCommit.Start(await database.Empty(cancel), atOnce);
            Take(await Clients.Measure(clients, limit.Append, For, cancel), rates, waits, round);
        }
    }

    private static async Task<ReportRow> Remote(LocalDatabase database, int rounds, Action<string> tell, CancellationToken cancel)
    {
        await using var member = await TallyMember.Join(await database.Empty(cancel), "one", Lease);
        await member.Holds(Actors.Sharding.Shards.Count, cancel);
        await member.Add("asked");
        var (ours, bare) = (new Samples(), new Samples());
        for (var round = 0; round <= rounds; round++)
        {
            var (asked, echoed) = await RemoteAsk.Measure(member, cancel);
            if (round == 0) continue;
            ours.Add(asked);
            bare.Add(echoed);
        }

        tell($"remote ask {ours.Median:0.000} ms against {bare.Median:0.000} ms");
        return ReportRow.AtMost("an entity on another node is asked, p50", ours, bare, 3);
    }

    private static async Task<ReportRow> Takeover(LocalDatabase database, int rounds, Action<string> tell, CancellationToken cancel)
    {
        var connection = await database.Empty(cancel);
        await StoredOnPostgres.Fill(connection, Entities, EventsEach);
        var times = new Samples();
        for (var round = 0; round <= rounds; round++)
        {
            var work = new OwedTally(Entities);
            var began = TimeProvider.System.GetTimestamp();
            await using var member = await TallyMember.Join(connection, "one", Lease, work);
            var (at, _, _) = await work.AllRun.WaitAsync(TimeSpan.FromMinutes(1), cancel);
            if (round > 0) times.Add(TimeProvider.System.GetElapsedTime(began, at));
        }

        tell($"{Entities:#,0} entities taken over in {times.Median:#,0} ms");
        return ReportRow.Bound($"takeover of {Entities:#,0} entities that owe work", times.Median, 5000);
    }

    private static async Task<IReadOnlyList<ReportRow>> Outages(LocalDatabase database, int rounds, Action<string> tell, CancellationToken cancel)
    {
        var (kills, longest, late, before, failed) = (new Samples(), new Samples(), new Samples(), new Samples(), 0);
        for (var round = 0; round < rounds; round++)
        {
            var (kill, pauses, calm, lost) = await Outage.Measure(await database.Empty(cancel), Moving, cancel);
            tell($"kill -9: {kill.TotalMilliseconds:#,0} ms until all answered; drain: longest pause {pauses.Most:0} ms, p99 {pauses.Percentile(99):0} ms, and {calm.Most:0} ms before; {lost} commands failed");
            kills.Add(kill);
            longest.Add(pauses.Most);
            late.Add(pauses.Percentile(99));
            before.Add(calm.Most);
            failed += lost;
        }

        return
        [
            ReportRow.Bound($"kill -9 of one of three nodes, until all of {Moving:#,0} entities have answered", kills, (Outage.Lease + TimeSpan.FromSeconds(3)).TotalMilliseconds),
            ReportRow.Bound("drain of one of three nodes: commands that fail", failed, 0, ""),
            ReportRow.Bound("  the longest pause of an entity that moves", longest, 500),
            ReportRow.Bound("  its 99th percentile over the entities", late, 150),
            ReportRow.Plain("  the longest wait in the 3 s before", before),
        ];
    }

    private static async Task<IReadOnlyList<ReportRow>> Growth(LocalDatabase database, Action<string> tell, CancellationToken cancel)
    {
        var rows = new List<ReportRow>();
        for (var nodes = 1; nodes <= 3; nodes++)
        {
            var (rate, share) = await Together(database, nodes, cancel);
            tell($"{nodes} nodes: {rate:#,0} a second, {share:0} % of the processors are the database's");
            rows.Add(ReportRow.Plain($"persisted commands, {nodes} {(nodes == 1 ? "node" : "nodes")}, 256 clients in all", rate, "/s"));
            rows.Add(ReportRow.Plain("  the database's share of all processor time", share, "%"));
        }

        return rows;
    }

    private static async Task<(double Rate, double Share)> Together(LocalDatabase database, int nodes, CancellationToken cancel)
    {
        var connection = await database.Empty(cancel);
        var members = new List<MemberProcess>();
        try
        {
            for (var number = 1; number <= nodes; number++) members.Add(await MemberProcess.Start(connection, $"node-{number}", Lease));
            await MemberProcess.Settled(connection, nodes, cancel);
            await Task.WhenAll(members.Select(member => member.Load(256 / nodes, For)));
            var (began, used) = (TimeProvider.System.GetTimestamp(), await database.Used());
            var rates = await Task.WhenAll(members.Select(member => member.Load(256 / nodes, For)));
            var share = (await database.Used() - used) / TimeProvider.System.GetElapsedTime(began) / Environment.ProcessorCount * 100;
            return (rates.Sum(), share);
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }

    private static void Take((double Rate, double P99) measured, Samples rates, Samples late, int round)
    {
        if (round == 0) return;
        rates.Add(measured.Rate);
        late.Add(measured.P99);
    }
}
