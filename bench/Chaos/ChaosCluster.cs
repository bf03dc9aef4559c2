using System.Globalization;
using Nightingale.Bench.Chaos.Machines;

namespace Nightingale.Bench.Chaos;

/// <summary>Real nodes on machines of their own over one real PostgreSQL, and everything that can befall them.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private const byte DatabaseNumber = 1;
    private const byte FirstNumber = 11;
    private const int DiskMebibytes = 48;

    // Those beyond the regular ones come and go.
    private static readonly string[] Names = ["ada", "ben", "cas", "dot", "eve"];

    private readonly Scratch _scratch = new();
    private readonly List<ClusterNode> _nodes = [];
    private readonly ChaosOptions _options;

    private ChaosCluster(ChaosOptions options)
    {
        _options = options;
        Network = new(options.Seed);
    }

    /// <summary>How long a node lives without a renewal.</summary>
    public TimeSpan Lease => _options.Lease;

    public PacketSwitch Network { get; }

    public Machine DatabaseMachine { get; private set; } = null!;

    public Database Database { get; private set; } = null!;

    public CommitCutter Cutter { get; private set; } = null!;

    /// <summary>Everybody, whether it runs or not.</summary>
    public IReadOnlyList<ClusterNode> All => _nodes;

    /// <summary>Those that run from the start; the others come and go.</summary>
    public IEnumerable<ClusterNode> Regulars => _nodes.Take(_options.Nodes);

    /// <summary>Those of whom something can be asked.</summary>
    public IReadOnlyList<ClusterNode> Answering => [.. _nodes.Where(node => node.Api is not null)];

    /// <summary>The folder of the instances.</summary>
    public string Shared => Path.Combine(_scratch.Path, "s");

    /// <summary>What the nodes print, and the scratch of everything else.</summary>
    public string Folder => _scratch.Path;

    public static async Task<ChaosCluster> Start(ChaosOptions options, CancellationToken cancel)
    {
        var cluster = new ChaosCluster(options);
        try
        {
            await cluster.SetUp(cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node that does not run, and waits until it answers.</summary>
    public Task Start(ClusterNode node, CancellationToken cancel) => node.Start(_nodes.Find(other => other != node), cancel);

    /// <summary>Runs a command of the product.</summary>
    public Task Command(IReadOnlyList<string> arguments, CancellationToken cancel) => Child.Run(_scratch.Path, "dotnet", [Product, .. arguments], cancel);

    /// <summary>Runs a command of the product that asks the database.</summary>
    public Task DatabaseCommand(IReadOnlyList<string> arguments, CancellationToken cancel) =>
        Child.Run(_scratch.Path, "nsenter", [.. DatabaseMachine.Through[1..], "dotnet", Product, .. arguments, "--database", Database.ConnectionString(Database.Port)], cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        if (Cutter is not null) await Cutter.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
        if (DatabaseMachine is not null) await DatabaseMachine.DisposeAsync();
        await Network.DisposeAsync();
        if (!_options.KeepsFolder) _scratch.Dispose();
    }

    private static string Product => typeof(Host.Composition.Node).Assembly.Location;

    private async Task SetUp(CancellationToken cancel)
    {
        DatabaseMachine = await Machine.SetUp(Network, DatabaseNumber, _scratch.Folder(), 1, cancel);
        Database = await Database.Start(DatabaseMachine, cancel);
        Cutter = await CommitCutter.Start(DatabaseMachine, Database.Socket);
        var keys = Path.Combine(_scratch.Path, "keys");
        await Command(["cluster", "init", keys], cancel);
        var library = await MovableClock.Library(_scratch.Path, cancel);
        for (var number = 0; number < Names.Length; number++) _nodes.Add(await Prepare(Names[number], (byte)(FirstNumber + number), keys, library, cancel));
        await _nodes[0].Start(null, cancel);
        await Task.WhenAll(Regulars.Skip(1).Select(node => Start(node, cancel)));
        await Until.True(async () => await Database.FreeShards(cancel) == 0, TimeSpan.FromMilliseconds(100), cancel);
    }

    private async Task<ClusterNode> Prepare(string name, byte number, string keys, string library, CancellationToken cancel)
    {
        var machine = await Machine.SetUp(Network, number, Directory.CreateDirectory(Path.Combine(_scratch.Path, $"m{number}")).FullName, DiskMebibytes, cancel);
        await Command(["cluster", "certificate", name, "--cluster", keys, "--host", $"{machine.Address}"], cancel);
        string[] command =
        [
            "dotnet", Product, "node", "--name", name, "--cluster", $"{keys}/{name}", "--port", "0", "--listen", $"{machine.Address}:7070", "--shared", Shared,
            "--lease", Lease.TotalSeconds.ToString(CultureInfo.InvariantCulture), "--database", Database.ConnectionString(number == FirstNumber ? CommitCutter.Port : Database.Port),
        ];
        var logs = Directory.CreateDirectory(Path.Combine(_scratch.Path, "logs", name)).FullName;
        return new(name, machine, MovableClock.Right(library, Path.Combine(_scratch.Path, $"{name}.clock")), command, logs);
    }
}
