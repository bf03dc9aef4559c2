namespace Nightingale.Bench.Proxy;

/// <summary>The way to a notebook: through ours, JupyterHub's proxy, nginx, YARP's bare forwarder, and through nothing.</summary>
internal static class ProxyBenchmark
{
    private const int Connections = 32;
    private const int IdleSockets = 2000;
    private const int ManySockets = 10_000;
    private const double ManySocketsMebibytes = 256;

    private static readonly TimeSpan During = TimeSpan.FromSeconds(5);

    private static readonly (string What, string Path)[] Bodies = [("small answers", "small"), ("1 MiB answers", "bytes/1048576"), ("100 MiB answers", "bytes/104857600")];

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var (socket, port) = ($"{scratch.Folder()}/s", Contender.FreePort());
        await using var backend = new Contender("no proxy", new($"http://127.0.0.1:{port}/"), Header: null, Contender.Self(scratch.Folder(), "proxy-backend", socket, $"{port}"));
        await Answers(backend, cancel);
        await using var ours = await Ours.Start(scratch, socket, cancel);
        await using var yarp = Contender.Yarp(scratch, socket);
        await using var nginx = await Contender.Nginx(scratch, socket, cancel);
        await using var hubs = Contender.ConfigurableHttpProxy(scratch, port);
        Contender[] all = [ours, yarp, nginx, hubs, backend];
        foreach (var contender in all) await Answers(contender, cancel);

        var measured = all.ToDictionary(contender => contender.Name, _ => new Figures(), StringComparer.Ordinal);
        for (var round = 0; round <= rounds; round++)
            foreach (var contender in all)
            {
                // The first warms up and does not count.
                var figures = round == 0 ? new() : measured[contender.Name];
                foreach (var (what, path) in Bodies) figures.Add(what, await Wrk.Run(contender, path, Connections, During, cancel));
                figures.Add("WebSocket round trips", await Sockets.Echo(contender, Connections, During, cancel));
                tell($"{(round == 0 ? "warm-up" : $"round {round}")}  {contender.Name}: {figures}");
            }

        var idle = await Sockets.Idle(ours, IdleSockets, cancel);
        var bare = await Sockets.Idle(yarp, IdleSockets, cancel);
        var many = Math.Min(ManySockets, Sockets.Most(ours));
        var together = await Sockets.Idle(ours, many, cancel) * many / 1024;
        return Report(
            rounds, measured[ours.Name], measured[yarp.Name], measured[nginx.Name], measured[hubs.Name], measured[backend.Name],
        [
            ReportRow.Bound($"memory of each of {IdleSockets} idle WebSockets", idle, 18, "KiB"),
            ReportRow.Plain($"memory of each of {IdleSockets} idle WebSockets of bare YARP", bare, "KiB"),
            ReportRow.Bound($"memory of {many} idle WebSockets together", together, ManySocketsMebibytes, "MiB"),
        ]);
    }

    private static async Task Answers(Contender contender, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = contender.Root };
        if (contender.Header is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", contender.Header);
        await Until.Answers(http, "small", TimeSpan.FromMilliseconds(50), cancel);
    }

    private static Report Report(int rounds, Figures ours, Figures yarp, Figures nginx, Figures hubs, Figures none, IReadOnlyList<ReportRow> idle)
    {
        var rows = new List<ReportRow>
        {
            ReportRow.AtLeast("small answers a second, against configurable-http-proxy", ours.Rate("small answers"), hubs.Rate("small answers"), 4, "/s"),
            ReportRow.AtLeast("1 MiB answers a second, against nginx", ours.Rate("1 MiB answers"), nginx.Rate("1 MiB answers"), 1, "/s"),
            ReportRow.AtLeast("100 MiB answers a second, against nginx", ours.Rate("100 MiB answers"), nginx.Rate("100 MiB answers"), 1, "/s"),
            ReportRow.AtLeast("WebSocket round trips a second, against configurable-http-proxy", ours.Rate("WebSocket round trips"), hubs.Rate("WebSocket round trips"), 1, "/s"),
        };
        foreach (var what in ours.Names) rows.Add(ReportRow.AtMost($"p99 of {what}, against configurable-http-proxy", ours.P99(what), hubs.P99(what), 1));
        foreach (var what in ours.Names) rows.Add(ReportRow.AtLeast($"{what}, against bare YARP: what our checks, records and counts cost", ours.Rate(what), yarp.Rate(what), 0.9, "/s"));
        foreach (var what in ours.Names) rows.Add(ReportRow.Compare($"{what}, against nginx", ours.Rate(what), nginx.Rate(what), "/s"));
        foreach (var what in ours.Names) rows.Add(ReportRow.Compare($"{what}, against no proxy", ours.Rate(what), none.Rate(what), "/s"));
        rows.AddRange(idle);
        return new("The way to a notebook, medians", rows, $"./nightingale bench proxy --rounds {rounds}",
        [
            $"{Connections} connections in a closed loop, {During.TotalSeconds:0} s a turn; the contenders take turns in each round; the first round warms up and does not count. HTTP is asked by Debian's wrk with one thread.",
            "Ours: a real node, whose Terraform module gives the back end's socket; each request has a bearer token, is permitted, is on record (reads that are alike as a number), and its bytes are counted.",
            "The back end is a Kestrel that does next to nothing, on a Unix socket, and on loopback for configurable-http-proxy and for no proxy. nginx has one worker and does not buffer.",
            $"Memory: what opening them adds to the resident memory of the process, divided by their number. So many as the machine lets a process hold open, at most {ManySockets}: each takes two.",
        ]);
    }

    private sealed class Figures
    {
        private readonly Dictionary<string, (Samples Rates, Samples P99)> _byName = new(StringComparer.Ordinal);

        public IEnumerable<string> Names => _byName.Keys;

        public void Add(string what, (double Rate, double P99) measured)
        {
            if (!_byName.TryGetValue(what, out var samples)) _byName[what] = samples = (new(), new());
            samples.Rates.Add(measured.Rate);
            samples.P99.Add(measured.P99);
        }

        public Samples Rate(string what) => _byName[what].Rates;

        public Samples P99(string what) => _byName[what].P99;

        public override string ToString() => string.Join(", ", _byName.Select(entry => $"{entry.Key} {entry.Value.Rates.Median:0}/s p99 {entry.Value.P99.Median:0.##} ms"));
    }
}
