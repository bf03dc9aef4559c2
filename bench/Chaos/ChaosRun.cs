using System.Globalization;
using Nightingale.Bench.Chaos.Checking;
using Nightingale.Bench.Chaos.Faults;
using Nightingale.Bench.Chaos.Load;

namespace Nightingale.Bench.Chaos;

/// <summary>One run: a cluster under load, faults from a seed, and what is found afterwards.</summary>
internal sealed class ChaosRun
{
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);

    private readonly List<Finding> _findings = [];
    private readonly List<FaultMade> _made = [];
    private readonly ChaosOptions _options;
    private readonly ChaosCluster _cluster;
    private readonly GrantLoad _grants;
    private readonly InstanceLoad _instances;
    private readonly RunWatch _watch;
    private readonly Action<string> _tell;

    private ChaosRun(ChaosOptions options, ChaosCluster cluster, Action<string> tell)
    {
        (_options, _cluster, _tell) = (options, cluster, tell);
        (_grants, _instances, _watch) = (new(cluster, options), new(cluster, options), new(cluster));
    }

    /// <summary>Makes a run.</summary>
    /// <param name="options">How it is to be.</param>
    /// <param name="faults">Which faults are drawn from.</param>
    /// <param name="tell">Is told what happens, line by line.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<ChaosOutcome> Make(ChaosOptions options, IReadOnlyList<Func<IFault>> faults, Action<string> tell, CancellationToken cancel)
    {
        await using var cluster = await ChaosCluster.Start(options, cancel);
        var run = new ChaosRun(options, cluster, tell);
        if (!options.Fenced) await WithoutFence.Make(cluster.Database, cancel);
        await run._grants.Open(cancel);
        await run.UnderLoad(new(faults, new(options.Seed)), cancel);
        await run.End(cancel);
        return await run.Judge(cancel);
    }

    private async Task UnderLoad(Deck deck, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var (grants, instances) = (_grants.Run(enough.Token, abandon.Token), _instances.Run(enough.Token, abandon.Token));
        var watch = _watch.Run(enough.Token);
        try
        {
            var random = new Random(_options.Seed + 1);
            for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < _options.Lasts && !cancel.IsCancellationRequested;) await Fault(deck.Draw(), random, cancel);
        }
        finally
        {
            await enough.CancelAsync();
            abandon.CancelAfter(_options.Fenced ? TimeSpan.FromSeconds(120) : _cluster.Lease);
            await Task.WhenAll(grants, instances, watch);
        }

        if (!_options.Fenced) return;
        _findings.AddRange(_grants.Sent.Where(command => command.Answer is null).Select(command => new Finding(FindingKind.Stuck, $"{command.Account}: {command.Key} never got an answer.")));
        _findings.AddRange((await instances).Select(instance => new Finding(FindingKind.Stuck, $"Not every instance was deleted: {instance}.")));
    }

    private async Task Fault(IFault fault, Random random, CancellationToken cancel)
    {
        var (what, borne) = ("", TimeSpan.Zero);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var applied = await fault.Apply(_cluster, random, cancel);
            what = applied.What;
            var bearing = applied.Borne && _options.Fenced ? Recovered($"during {fault.Name}", random, cancel) : Task.FromResult(TimeSpan.Zero);
            await Task.Delay(applied.Lasts, TimeProvider.System, cancel);
            borne = await bearing;
        }
        catch (Exception failed) when (failed is InvalidOperationException or TimeoutException)
        {
            _findings.Add(new(FindingKind.NodeFailed, $"During {fault.Name}: {failed.Message}"));
        }

        try
        {
            await fault.Heal(_cluster, cancel);
        }
        catch (Exception failed) when (failed is InvalidOperationException or TimeoutException)
        {
            _findings.Add(new(FindingKind.NodeFailed, $"After {fault.Name}: {failed.Message}"));
        }

        var lasted = TimeProvider.System.GetElapsedTime(began);
        var recovered = _options.Fenced ? await Recovered($"after {fault.Name}", random, cancel) : TimeSpan.Zero;
        await RestartTheDead(fault, cancel);
        _made.Add(new(fault.Name, what, lasted, borne, recovered));
        _tell(string.Create(CultureInfo.InvariantCulture, $"{fault.Name}{(what.Length > 0 ? ": " : "")}{what}; {lasted.TotalSeconds:0.0} s, all answered {borne.TotalSeconds:0.0} s into it and {recovered.TotalSeconds:0.0} s after; {_grants.Sent.Count} commands"));
    }

    /// <summary>How long it takes until every account has answered.</summary>
    private async Task<TimeSpan> Recovered(string when, Random random, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(Stuck);
        var seed = random.Next();
        await Parallel.ForEachAsync(_grants.Accounts.Index(), new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = cancel }, async (account, _) =>
        {
            try
            {
                await _grants.Ask(account.Item, new(seed + account.Index), bound.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                lock (_findings) _findings.Add(new(FindingKind.Stuck, $"{account.Item} did not answer within {Stuck} {when}."));
            }
        });
        return TimeProvider.System.GetElapsedTime(began);
    }

    // As whoever supervises the processes would.
    private async Task RestartTheDead(IFault fault, CancellationToken cancel)
    {
        foreach (var node in _cluster.Regulars.Where(node => !node.Lives))
        {
            _findings.Add(new(FindingKind.NodeFailed, $"{node.Name} ended by itself over {fault.Name}."));
            await _cluster.Start(node, cancel);
        }
    }

    private async Task End(CancellationToken cancel)
    {
        foreach (var node in _cluster.All.Where(node => node.Lives))
            try
            {
                await node.End().WaitAsync(cancel);
            }
            catch (Exception failed) when (failed is InvalidOperationException or TimeoutException)
            {
                if (_options.Fenced) _findings.Add(new(FindingKind.NodeFailed, $"In the end: {failed.Message}"));
            }

        if (_options.Fenced) _findings.AddRange(await _watch.Left());
    }

    private async Task<ChaosOutcome> Judge(CancellationToken cancel)
    {
        var stored = await StoredEvents.OfAccounts(_cluster.Database, cancel);
        _findings.AddRange(Checker.Check(_grants.Sent, _grants.Shown, stored));
        _findings.AddRange(_grants.Strange);
        _findings.AddRange(_watch.Findings);
        if (_options.Fenced) _findings.AddRange(await StoredEvents.Problems(_cluster.Database, cancel));
        return new(_options.Seed, _made, [.. _findings.Distinct()])
        {
            Acknowledged = _grants.Sent.Count(command => command.Answer is { Credit: not null }),
            Attempts = _grants.Attempts,
            Events = stored.Count,
            InstanceCommands = _instances.Commands,
            TerraformProcesses = _watch.Seen,
            CutCommits = _cluster.Cutter.Done,
            LostPackets = _cluster.Network.Dropped,
            Folder = _cluster.Folder,
        };
    }
}
