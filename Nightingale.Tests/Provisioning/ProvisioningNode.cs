using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using NUnit.Framework;

namespace Nightingale.Tests.Provisioning;

/// <summary>A node's provisioning on a data folder of its own, with real Terraform; everything it started ends with it.</summary>
public sealed class ProvisioningNode : IAsyncDisposable
{
    public static readonly byte[] MasterKey = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    private readonly ConcurrentQueue<RunProgress> _news = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);
    private readonly bool _ownsFolder;

    private ProvisioningNode(ProvisioningOptions options, bool ownsFolder)
    {
        Options = options;
        _ownsFolder = ownsFolder;
        Store = new FileStateStore(options.DataFolder, MasterKey);
    }

    public ProvisioningOptions Options { get; }

    public FileStateStore Store { get; }

    public StateBackend Backend { get; private set; } = null!;

    public Provisioner Provisioner { get; private set; } = null!;

    public JupyterTokens Tokens { get; } = new(MasterKey);

    public IReadOnlyCollection<RunProgress> News => _news;

    public static string Modules => Path.Combine(AppContext.BaseDirectory, "terraform");

    public static async Task<ProvisioningNode> Start(Func<ProvisioningOptions, ProvisioningOptions>? change = null, TimeProvider? time = null, IStateStore? store = null)
    {
        var options = new ProvisioningOptions { ModulesFolder = Modules, DataFolder = Directory.CreateTempSubdirectory("ng-").FullName, Retries = 0 };
        return await Start(change?.Invoke(options) ?? options, time ?? TimeProvider.System, store, ownsFolder: true);
    }

    /// <summary>Another node on the same data folder, as after a restart.</summary>
    public Task<ProvisioningNode> Restart(TestModules? modules = null) => Start(modules?.Use(Options) ?? Options, TimeProvider.System, null, ownsFolder: false);

    public static InstanceWork.RunTerraform Work(
        InstanceId id,
        long run,
        bool running = true,
        TerraformAction action = TerraformAction.Apply,
        int generation = 1,
        int memory = 1024,
        string account = "lab",
        string target = "local") =>
        new(run, action, running, id, generation, new("test", account, "user:alice", target, new("small", 1, memory, 0, 1)));

    public JupyterClient Jupyter(InstanceId id, int generation = 1) =>
        new(Path.Combine(InstanceFolder.Of(Options.DataFolder, id).Root, "s"), Tokens.For(id, generation));

    public Task<RunOutcome> Run(InstanceWork.RunTerraform work, CancellationToken cancel = default) =>
        Provisioner.Run(work, cancel).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);

    public async Task<ModuleOutputs> Apply(InstanceWork.RunTerraform work)
    {
        var outcome = await Run(work);
        Assert.That(outcome, Is.TypeOf<RunOutcome.Applied>(), $"{outcome}");
        return ((RunOutcome.Applied)outcome).Outputs;
    }

    /// <summary>Completes with the first news that has <paramref name="text"/> in it.</summary>
    public Task Said(string text)
    {
        var awaited = _awaited.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_news.Any(news => news.Message.Contains(text, StringComparison.Ordinal))) awaited.TrySetResult();
        return awaited.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Processes with <paramref name="text"/> among their arguments.</summary>
    public static async Task<IReadOnlyList<int>> ProcessesWith(string text)
    {
        var found = new List<int>();
        foreach (var process in ProcessTable.Ids())
        {
            var arguments = await ProcessTable.Arguments(process);
            if (arguments.Any(argument => argument.Contains(text, StringComparison.Ordinal)) && await ProcessTable.Lives(process)) found.Add(process);
        }
        return found;
    }

    /// <summary>Processes that have to do with the data folder: sandboxes, scripts, Terraform.</summary>
    public async Task<IReadOnlyList<int>> Processes()
    {
        var found = new HashSet<int>(await ProcessesWith(Options.DataFolder));
        foreach (var process in ProcessTable.Ids())
        {
            if ((await ProcessTable.Environment(process)).Contains($"{Terraform.Marker}={Options.DataFolder}", StringComparer.Ordinal) && await ProcessTable.Lives(process)) found.Add(process);
        }
        return [.. found];
    }

    public async ValueTask DisposeAsync()
    {
        await Backend.DisposeAsync();
        if (!_ownsFolder) return;
        await new StaleRuns(Options, TimeProvider.System, NullLogger<StaleRuns>.Instance).End();
        var nothing = new Sweeper(Options, _ => Task.FromResult<IReadOnlySet<InstanceId>>(new HashSet<InstanceId>()), TimeProvider.System, NullLogger<Sweeper>.Instance);
        await nothing.Sweep(CancellationToken.None);
        Directory.Delete(Options.DataFolder, recursive: true);
    }

    private static async Task<ProvisioningNode> Start(ProvisioningOptions options, TimeProvider time, IStateStore? store, bool ownsFolder)
    {
        Assert.That(options.Problems(), Is.Empty);
        var node = new ProvisioningNode(options, ownsFolder);
        node.Backend = await StateBackend.Start(store ?? node.Store, NullLogger<StateBackend>.Instance);
        node.Provisioner = new(options, node.Backend, store ?? node.Store, node.Tokens, time, seed: 1, node.Hear, NullLogger<Provisioner>.Instance);
        return node;
    }

    private void Hear(RunProgress news)
    {
        _news.Enqueue(news);
        foreach (var (text, awaited) in _awaited)
        {
            if (news.Message.Contains(text, StringComparison.Ordinal)) awaited.TrySetResult();
        }
    }
}
