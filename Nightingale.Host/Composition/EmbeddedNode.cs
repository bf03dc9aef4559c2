using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Kernel;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;
using Nightingale.Gateway;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Accounts;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Host.Composition;

/// <summary>
/// The whole control plane in one process: journal, actors, Terraform, probes and gateway over one data folder. Instances outlive it, and the next
/// node of the same folder adopts them.
/// </summary>
public sealed class EmbeddedNode : IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(75);

    private readonly Stack<Func<ValueTask>> _undo = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ILoggerFactory _logs;
    private readonly DataFolder _folder;
    private readonly JupyterTokens _tokens;
    private readonly byte[] _masterKey;

    private EntityRegion<InstanceState, InstanceCommand, InstanceEvent, InstanceWork> _instances = null!;
    private EntityRegion<AccountState, AccountCommand, AccountEvent, AccountWork> _accounts = null!;

    private EmbeddedNode(DataFolder folder, ILoggerFactory logs)
    {
        (_folder, _logs, _masterKey) = (folder, logs, folder.MasterKey());
        _tokens = new(_masterKey);
    }

    /// <summary>Where the gateway listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Where the first operator's token lies.</summary>
    public string OperatorTokenPath => _folder.OperatorToken;

    /// <summary>Starts everything, in an order in which each part finds what it stands on.</summary>
    /// <exception cref="StartupException">It cannot start; nothing was left running.</exception>
    public static async Task<EmbeddedNode> Start(EmbeddedNodeOptions options, ILoggerFactory logs, CancellationToken cancel = default)
    {
        var folder = DataFolder.Open(options.DataFolder);
        DataFolderLock? held = null;
        EmbeddedNode? node = null;
        try
        {
            held = DataFolderLock.Take(folder.Path);
            node = new(folder, logs);
            node.Undo(held.Dispose);
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

    /// <summary>Ends with the fault that the node cannot live with; a node that is shut down ends it without one.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Runs a cell in an instance's Jupyter and gives what it printed.</summary>
    /// <exception cref="CellException">The code raised, or the instance does not run.</exception>
    public async Task<string> RunCell(Guid instance, string code, CancellationToken cancel)
    {
        var id = new InstanceId(instance);
        var state = (await _instances.Get(id.ToString(), cancel)).State;
        if (state.Address is not { } address) throw new CellException("The instance does not run: start it first.");
        using var connection = new JupyterConnection(address, _tokens.For(id, state.Generation));
        return await new JupyterKernel(connection).Run(code, Guid.CreateVersion7(_time.GetUtcNow()), cancel);
    }

    /// <summary>Ends in bounded phases; instances keep running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        while (_undo.TryPop(out var undo)) await undo();
        _stopping.Dispose();
        _completion.TrySetResult();
    }

    private async Task Start(EmbeddedNodeOptions options, CancellationToken cancel)
    {
        var configuration = await Configuration.Read(_folder, cancel);
        var provisioning = new ProvisioningOptions
        {
            DataFolder = _folder.Path,
            ModulesFolder = options.ModulesFolder ?? Path.Combine(AppContext.BaseDirectory, "terraform"),
            TerraformBinary = options.TerraformBinary,
        };
        await Check(provisioning, cancel);
        await new StaleRuns(provisioning, _time, _logs.CreateLogger<StaleRuns>()).End(cancel);

        var journal = SqliteJournal.Open(new() { Folder = _folder.Path, Time = _time, Logs = _logs });
        Undo(journal.DisposeAsync);
        var decider = new InstanceDecider(new InstanceRules());
        var views = Views.Over(journal, decider, _time, _logs);
        InBackground(views.Feed.Run);
        await views.Feed.CaughtUp.WaitAsync(cancel);

        await StartActors(configuration, provisioning, decider, journal, views, cancel);
        InBackground(stop => Sweeper(provisioning, journal, views.List).Run(SweepEvery, stop));
        await OpenFirstAccount(cancel);
        await StartGateway(options, configuration, provisioning, journal, views, cancel);
        _folder.Announce(Url);
        Undo(_folder.Withdraw);
    }

    private async Task Check(ProvisioningOptions provisioning, CancellationToken cancel)
    {
        var problems = provisioning.Problems().ToList();
        if (problems.Count == 0 && await TerraformVersionCheck.Problem(provisioning, _time, cancel) is { } problem) problems.Add(problem);
        if (problems.Count > 0) throw new StartupException(string.Join(' ', problems));
    }

    private async Task StartActors(
        Configuration configuration, ProvisioningOptions provisioning, InstanceDecider decider, SqliteJournal journal, Views views, CancellationToken cancel)
    {
        var store = new FileStateStore(_folder.Path, _masterKey);
        var backend = await StateBackend.Start(store, _logs.CreateLogger<StateBackend>(), cancel);
        Undo(backend.DisposeAsync);
        var provisioner = new Provisioner(
            provisioning, backend, store, _tokens, _time, RandomNumberGenerator.GetInt32(int.MaxValue), views.Live.Publish, _logs.CreateLogger<Provisioner>());
        var probing = new ProbeOptions();
        var system = new ActorSystem(new() { Name = "node", Time = _time, Logs = _logs });
        Undo(system.DisposeAsync);

        var leases = Enumerable.Range(0, Shards.Count).Select(shard => new ShardLease(shard, journal.Epoch)).ToList();
        _accounts = new(system, Kinds.Account(new(configuration.Prices)), journal, new());
        _instances = new(
            system,
            Kinds.Instance(
                decider,
                new(provisioner, _time, _logs.CreateLogger<TerraformWorker>()),
                new(new(probing, _time), probing, (address, token) => new JupyterProbe(address, token), _tokens, _time),
                new(_time),
                new(_accounts, _time)),
            journal,
            new());
        await _accounts.Acquired(leases);
        Undo(() => new ValueTask(_accounts.Stop(StopWithin)));
        await _instances.Acquired(leases);
        Undo(() => new ValueTask(_instances.Stop(StopWithin)));
    }

    private Sweeper Sweeper(ProvisioningOptions provisioning, SqliteJournal journal, InstanceList list) => new(
        provisioning,
        async cancel =>
        {
            // The list may lag behind: whoever is in the journal and not known to be gone exists.
            var existing = new HashSet<InstanceId>();
            await foreach (var (persistenceId, _) in journal.Entities(InstanceId.Kind + "/", cancel))
                if (InstanceId.TryParse(persistenceId[(InstanceId.Kind.Length + 1)..], out var id) && list.Find(id)?.State.Phase != Phase.Deleted)
                    existing.Add(id);
            return existing;
        },
        _time,
        _logs.CreateLogger<Sweeper>());

    private async Task OpenFirstAccount(CancellationToken cancel)
    {
        var open = new AccountCommand.Open(Now(), EmbeddedNodeOptions.FirstAccount, "The first account", EmbeddedNodeOptions.Currency);
        await _accounts.Ask(EmbeddedNodeOptions.FirstAccount, new(open, "system:up"), cancel);
    }

    private async Task StartGateway(
        EmbeddedNodeOptions options, Configuration configuration, ProvisioningOptions provisioning, SqliteJournal journal, Views views, CancellationToken cancel)
    {
        var tokens = await TokenStore.Open(_folder.Tokens, _time, cancel);
        Undo(tokens.DisposeAsync);
        await OperatorToken(tokens);
        var access = new AccessLog(_folder.AccessLog, _logs.CreateLogger<AccessLog>());
        Undo(access.Dispose);
        var services = new GatewayServices
        {
            Instances = _instances,
            Balance = Balance,
            List = views.List,
            Bill = views.Bill,
            Live = views.Live,
            Catalogue = configuration.Catalogue(),
            Journal = journal,
            Audit = new JournalAudits(journal, _instances, _accounts).ForGateway(),
            ReadLog = new Logs(provisioning).Read,
            UrlOf = _ => null,
            NotReadyBecause = () => [],
            Tokens = tokens,
            AccessLog = access,
            Time = _time,
            LoggerFactory = _logs,
        };
        var app = GatewayApp.Build(services, new() { Port = options.Port });
        Undo(app.DisposeAsync);
        await app.StartAsync(cancel);
        Undo(() => new ValueTask(app.StopAsync(CancellationToken.None)));
        Url = new Uri(app.Urls.First());
    }

    /// <summary>Without a good operator's token nobody could make another: a new one is made.</summary>
    private async Task OperatorToken(TokenStore tokens)
    {
        if (File.Exists(_folder.OperatorToken) && tokens.Find((await File.ReadAllTextAsync(_folder.OperatorToken)).Trim()) is not null) return;
        File.Delete(_folder.OperatorToken);
        var (_, secret) = await tokens.Create("operator", Role.Operator, [], expiresAt: null, createdBy: "system:up");
        DataFolder.WriteNew(_folder.OperatorToken, secret);
    }

    private async Task<BalanceView?> Balance(string account, CancellationToken cancel)
    {
        var (state, version) = await _accounts.Get(account, cancel);
        return version == 0 ? null : new(account, state.Name, state.Currency, state.Credits.Amount, state.Charges.Amount, state.Balance.Amount);
    }

    private void InBackground(Func<CancellationToken, Task> work)
    {
        var running = Run();
        Undo(async () => await running);

        async Task Run()
        {
            try
            {
                await work(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // The node ends.
            }
            catch (Exception fault)
            {
                _completion.TrySetException(fault);
            }
        }
    }

    private void Undo(Action undo) => _undo.Push(() =>
    {
        undo();
        return ValueTask.CompletedTask;
    });

    private void Undo(Func<ValueTask> undo) => _undo.Push(undo);

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
}
