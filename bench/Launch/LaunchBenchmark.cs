namespace Nightingale.Bench.Launch;

/// <summary>From the request to a Jupyter server that answers.</summary>
internal static class LaunchBenchmark
{
    private const int AtOnce = 50;

    public static async Task<Report> Run(int rounds, Action<string> tell, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        await using var node = await Node.Start(scratch, cancel);
        var (ours, terraform, hubs) = (new Samples(), new Samples(), new Samples());
        await using (var hub = await Hub.Start(scratch, cancel))
        {
            // The first of each warms up: files in the page cache, code compiled.
            for (var round = 0; round <= rounds; round++)
            {
                Take(ours, "Nightingale", await node.Launch(1, latencies: null, cancel), round);
                Take(terraform, "bare Terraform and Jupyter", await BareTerraform.Start(scratch, cancel), round);
                Take(hubs, "JupyterHub", await hub.Spawn(cancel), round);
            }
        }

        var (many, bare, latencies) = (new Samples(), new Samples(), new Samples());
        for (var round = 1; round <= Math.Max(1, rounds / 2); round++)
        {
            Take(many, $"Nightingale, {AtOnce} at once", await node.Launch(AtOnce, latencies, cancel), round);
            Take(bare, $"bare Jupyter, {AtOnce} at once", await BareJupyter.Start(scratch, AtOnce, cancel), round);
        }

        return Report(rounds, ours, terraform, hubs, many, bare, latencies);

        void Take(Samples samples, string who, TimeSpan took, int round)
        {
            if (round > 0) samples.Add(took);
            tell($"{(round == 0 ? "warm-up" : $"round {round}")}  {who}: {took.TotalMilliseconds:0} ms");
        }
    }

    private static Report Report(int rounds, Samples ours, Samples terraform, Samples hubs, Samples many, Samples bare, Samples latencies) => new(
        "Launch to ready, medians",
        [
            ReportRow.Over("one launch, against bare Terraform and bare Jupyter", ours, terraform, 250),
            ReportRow.AtMost("one launch, against JupyterHub", ours, hubs, 0.8),
            ReportRow.AtMost($"{AtOnce} launches at once, against {AtOnce} bare servers at once", many, bare, 1.3),
            ReportRow.Bound($"p99 of {latencies.Count} reads of the API meanwhile", latencies.Percentile(99), 50),
        ],
        $"./nightingale bench launch --rounds {rounds}",
        [
            "Ours: POST /api/v1/instances of a real node until GET of the instance says ready; Terraform, sandbox, journal and probe are in it.",
            "Bare Terraform: one terraform_data with a local-exec that starts jupyter-server, applied by hand in an initialised folder, until /api/status answers.",
            "JupyterHub: Debian's, simple spawner, its own proxy; POST of a new user's server until it answers through the proxy.",
            "Bare servers: jupyter-server processes, without sandbox or Terraform, until /api/status of all answers.",
            "The contenders take turns in each round; the first round warms up and does not count; waiting is asking every 10 ms, or every 100 ms for many.",
        ]);
}
