using Microsoft.Extensions.Logging;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Provisioning;

namespace Nightingale.Host.Composition;

/// <summary>
/// The whole control plane in one process: journal, actors, Terraform, probes and gateway. Instances outlive it, and the next node of the same journal
/// adopts them.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(5);

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeGround _ground;
    private readonly DataFolderLock _held;
    private readonly ClusterKeys? _keys;
    private NodeEntities _entities = null!;

    private Node(DataFolder folder, DataFolderLock held, ClusterKeys? keys, ILoggerFactory logs)
    {
        (_ground, _held, _keys) = (new(folder, keys?.MasterKey ?? folder.MasterKey(), logs), held, keys);
        Fate = Follow();
    }

    /// <summary>Where the gateway listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Where the first operator's token lies.</summary>
    public string OperatorTokenPath => _ground.Folder.OperatorToken;

    /// <summary>Where the first operator's password lies; null if this node made none.</summary>
    public string? OperatorPasswordPath => File.Exists(_ground.Folder.OperatorPassword) ? _ground.Folder.OperatorPassword : null;

    /// <summary>Ends with the fault that the node cannot live with; a node that is shut down ends it without one.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Notices when the actors end by themselves.</summary>
    private Task Fate { get; }

    /// <summary>Starts everything, in an order in which each part finds what it stands on.</summary>
    /// <exception cref="StartupException">It cannot start; nothing was left running.</exception>
    public static async Task<Node> Start(NodeOptions options, ILoggerFactory logs, CancellationToken cancel = default)
    {
        DataFolderLock? held = null;
        Node? node = null;
        try
        {
            var folder = DataFolder.Open(options.DataFolder);
            held = DataFolderLock.Take(folder.Path);
            node = new(folder, held, options.Cluster is { } cluster ? await ClusterKeys.Open(cluster.KeysFolder, cancel) : null, logs);
            await node.Start(options, cancel);
            return node;
        }
        catch (Exception fault)
        {
            if (node is not null) await node.DisposeAsync();
            else held?.Dispose();
            throw StartupFault.Of(fault, options);
        }
    }

    /// <summary>Runs a cell in an instance's Jupyter and gives what it printed.</summary>
    /// <exception cref="CellException">The code raised, or the instance does not run.</exception>
    public async Task<string> RunCell(Guid instance, string code, CancellationToken cancel)
    {
        var id = new InstanceId(instance);
        var state = (await _entities.Instances.Get(id.ToString(), cancel)).State;
        if (state.Address is not { } address) throw new CellException("The instance does not run: start it first.");
        using var connection = new JupyterConnection(address, _ground.Tokens.For(id, state.Generation));
        await using var kernel = await JupyterKernel.Start(connection, cancel);
        return await kernel.Run(code, cancel);
    }

    /// <summary>Ends in bounded phases; instances keep running.</summary>
    public async ValueTask DisposeAsync()
    {
        _completion.TrySetResult();
        await _ground.DisposeAsync();
        // An actor that did not end within the last phase keeps nobody waiting: the process goes, and it with it.
        if (_ground.System.Ended.IsCompleted) await Fate;
        _held.Dispose();
    }

    private async Task Start(NodeOptions options, CancellationToken cancel)
    {
        var provisioning = await Provisioning(options, cancel);
        var gateway = NodeGateway.Prepare(_ground, options);
        if (options.HoldsShards) await new StaleRuns(provisioning, _ground.Time, _ground.LoggerOf<StaleRuns>()).End(cancel);

        IFooting footing = options.Cluster is { } cluster ? await ClusterFooting.Open(_ground, cluster, _keys!, cancel) : await SoloFooting.Open(_ground, cancel);
        var decider = new InstanceDecider(new InstanceRules());
        var views = footing.Views;
        InBackground("projections", views.Follow);
        await await Task.WhenAny(views.Feed.CaughtUp, Completion).WaitAsync(cancel);

        var logs = footing.LogsEverywhere(new Logs(provisioning).Read);
        footing.ShareWords(views.Live);
        _entities = await NodeEntities.Start(_ground, footing, decider, options.HoldsShards ? provisioning : null, views, cancel);
        if (options.HoldsShards)
        {
            InBackground("sweeper", stop => Sweeper(provisioning, footing.Journal, views.List).Run(SweepEvery, stop));
            await OpenFirstAccount(cancel);
        }

        Url = await gateway.Start(_entities, footing, views, logs, cancel);
        _ground.Folder.Announce(Url);
        _ground.Phases.Requests.Add("announcement", _ =>
        {
            _ground.Folder.Withdraw();
            return Task.CompletedTask;
        });
    }

    private async Task<ProvisioningOptions> Provisioning(NodeOptions options, CancellationToken cancel)
    {
        var provisioning = new ProvisioningOptions
        {
            DataFolder = _ground.Folder.Path,
            SharedFolder = options.Cluster?.SharedFolder,
            ModulesFolder = options.ModulesFolder ?? Path.Combine(AppContext.BaseDirectory, "terraform"),
            TerraformBinary = options.TerraformBinary,
        };
        var problems = provisioning.Problems().ToList();
        if (options.HoldsShards && !Directory.Exists(provisioning.ModulesFolder))
            problems.Add($"There is no folder {provisioning.ModulesFolder} with Terraform modules. Name another with --modules.");
        if (options.HoldsShards && problems.Count == 0 && await TerraformVersionCheck.Problem(provisioning, _ground.Time, cancel) is { } problem) problems.Add(problem);
        return problems.Count == 0 ? provisioning : throw new StartupException(string.Join(' ', problems));
    }

    private Sweeper Sweeper(ProvisioningOptions provisioning, IJournal journal, IInstanceList list) => new(
        provisioning,
        async cancel =>
        {
            // The list may lag behind: whoever is in the journal and not known to be gone exists.
            var existing = new HashSet<InstanceId>();
            await foreach (var (persistenceId, _) in journal.Entities(InstanceId.Kind + "/", cancel))
                if (InstanceId.TryParse(persistenceId[(InstanceId.Kind.Length + 1)..], out var id)) existing.Add(id);
            foreach (var some in existing.Chunk(500))
                foreach (var (id, row) in await list.Find(some, cancel))
                    if (row.State.Phase == Phase.Deleted) existing.Remove(id);
            return existing;
        },
        _ground.Time,
        _ground.LoggerOf<Sweeper>());

    private async Task OpenFirstAccount(CancellationToken cancel)
    {
        var open = new AccountCommand.Open(_ground.Time.Moment(), NodeOptions.FirstAccount, "The first account", NodeOptions.Currency);
        await _entities.Accounts.Ask(NodeOptions.FirstAccount, new(open, "system:up"), cancel);
    }

    private void InBackground(string name, Func<CancellationToken, Task> work)
    {
        var stop = new CancellationTokenSource();
        var running = Run();
        _ground.Phases.Followers.Add(name, async _ =>
        {
            await stop.CancelAsync();
            await running;
            stop.Dispose();
        });

        async Task Run()
        {
            try
            {
                await work(stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The node ends.
            }
            catch (Exception fault)
            {
                _completion.TrySetException(fault);
            }
        }
    }

    /// <summary>Actors that end while nobody shuts down have failed beyond what the root bears: the node must go, so that it can be started anew.</summary>
    private async Task Follow()
    {
        await _ground.System.Ended;
        _completion.TrySetException(new NodeFailedException("The node's root supervisor gave up. The log says why; start the node again."));
    }
}
