using System.Collections.Concurrent;
using Nightingale.Actors.Provisioning;
using Nightingale.Bench.Chaos.Checking;

namespace Nightingale.Bench.Chaos.Load;

/// <summary>Looks at the machine's processes for Terraform, not at what nodes say of it: at most one node's runs in an instance's folder, and none of a node that is gone.</summary>
internal sealed class RunWatch(ChaosCluster cluster)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentQueue<Finding> _findings = new();
    private readonly Dictionary<int, long> _orphans = [];
    private readonly HashSet<int> _seen = [];

    /// <summary>What must not be.</summary>
    public IReadOnlyCollection<Finding> Findings => _findings;

    /// <summary>How many processes of Terraform were seen.</summary>
    public int Seen => _seen.Count;

    // Whoever takes an instance over ends what runs in its folder; that takes the lease, and a node that has the time for it.
    private TimeSpan Longest => (2 * cluster.Lease) + TimeSpan.FromSeconds(15);

    /// <summary>Looks again and again.</summary>
    public async Task Run(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            Judge(await Look());
            await Task.Delay(Every, TimeProvider.System, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What is there although everything should have ended: Terraform's processes and instances.</summary>
    public async Task<IReadOnlyList<Finding>> Left()
    {
        var left = (await Look()).Select(run => new Finding(FindingKind.Orphan, $"Process {run.Id}, of a Terraform run of {run.Node.Name}, is left.")).ToList();
        foreach (var process in ProcessTable.Ids())
            if ((await ProcessTable.Arguments(process)) is [var program, ..] arguments && program.EndsWith("bwrap", StringComparison.Ordinal) && arguments.Any(argument => argument.StartsWith(cluster.Shared, StringComparison.Ordinal)))
                left.Add(new(FindingKind.Orphan, $"Process {process}, of an instance that was deleted, is left."));
        return left;
    }

    private async Task<List<Process>> Look()
    {
        var found = new List<Process>();
        foreach (var process in ProcessTable.Ids())
        {
            var environment = await ProcessTable.Environment(process);
            if (Value(environment, Terraform.Marker) is not { } data || cluster.All.FirstOrDefault(node => node.Data == data) is not { } node) continue;
            found.Add(new Process(process, node, Value(environment, Terraform.FolderMarker) ?? ""));
        }

        // Those that ended while the others were looked at are no evidence.
        var living = new List<Process>();
        foreach (var run in found)
            if (await ProcessTable.Lives(run.Id)) living.Add(run);
        return living;
    }

    // Nodes that start ask Terraform for its version, several of them at once, outside of any instance.
    private void Judge(List<Process> runs)
    {
        foreach (var run in runs) _seen.Add(run.Id);
        foreach (var folder in runs.Where(run => run.Folder.StartsWith(cluster.Shared, StringComparison.Ordinal)).GroupBy(run => run.Folder, StringComparer.Ordinal).Where(folder => folder.Select(run => run.Node).Distinct().Count() > 1))
            _findings.Enqueue(new(FindingKind.Orphan, $"Terraform runs for {string.Join(" and ", folder.Select(run => run.Node.Name).Distinct(StringComparer.Ordinal))} at once in {folder.Key}."));
        var orphans = runs.Where(run => !run.Node.Lives).ToDictionary(run => run.Id);
        foreach (var gone in _orphans.Keys.Where(process => !orphans.ContainsKey(process)).ToList()) _orphans.Remove(gone);
        foreach (var (process, run) in orphans)
            if (_orphans.TryAdd(process, TimeProvider.System.GetTimestamp())) continue;
            else if (TimeProvider.System.GetElapsedTime(_orphans[process]) > Longest)
            {
                _findings.Enqueue(new(FindingKind.Orphan, $"Process {process}, of a Terraform run of {run.Node.Name}, has outlived its node for {Longest}."));
                _orphans[process] = long.MaxValue;
            }
    }

    private static string? Value(IReadOnlyList<string> environment, string name) =>
        environment.FirstOrDefault(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private sealed record Process(int Id, Machines.ClusterNode Node, string Folder);
}
