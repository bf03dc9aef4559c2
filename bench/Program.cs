using System.CommandLine;
using Nightingale.Bench;
using Nightingale.Bench.Api;
using Nightingale.Bench.Chaos;
using Nightingale.Bench.Cluster;
using Nightingale.Bench.Engine;
using Nightingale.Bench.Growth;
using Nightingale.Bench.Journal;
using Nightingale.Bench.Launch;
using Nightingale.Bench.Probes;
using Nightingale.Bench.Proxy;
using Nightingale.Bench.Recovery;

var root = new RootCommand("Measures Nightingale against its peers and the raw limit, in the same run. Exit code 1: something did not reach what it must.")
{
    Benchmark.Command("launch", "Launch to ready: against bare Terraform with bare Jupyter, against JupyterHub, and 50 at once.", rounds: 5, LaunchBenchmark.Run),
    Benchmark.Command("engine", "Tell, ask and idle actors: against a bare queue.", rounds: 5, EngineBenchmark.Run),
    Benchmark.Command("journal", "Persisted commands through the whole shell: against a bare group commit.", rounds: 3, JournalBenchmark.Run),
    Benchmark.Command("probe", "Probes once a second: how many servers, how late.", rounds: 3, ProbeBenchmark.Run),
    Benchmark.Command("recovery", "Entities from their events: against the same rows read bare.", rounds: 3, RecoveryBenchmark.Run),
    Benchmark.Command("growth", "Times against the number of entities, and of an entity's events.", rounds: 3, GrowthBenchmark.Run, draws: true),
    Benchmark.Command("cluster", "Several nodes over one PostgreSQL: against a bare fenced group commit and a bare HTTP/2 server; a node drained, killed, taken over.", rounds: 3, ClusterBenchmark.Run),
    Benchmark.Command("api", "List, show and launch a second, with few and with many instances: against a bare server of the same bytes.", rounds: 3, ApiBenchmark.Run),
    Benchmark.Command("proxy", "The way to a notebook: against JupyterHub's proxy, nginx, YARP alone and no proxy.", rounds: 3, ProxyBenchmark.Run),
    ChaosBenchmark.Command(),
    StubServers.Command(),
    MemberProcess.Command(),
    Backend.Command(),
    BareYarp.Command(),
};
return await root.Parse(args).InvokeAsync();
