using System.CommandLine;
using System.Globalization;
using System.Net;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale node</c> and <c>nightingale gateway</c>: one of many processes over one PostgreSQL, until it is told to end.</summary>
internal sealed class NodeCommand
{
    private readonly Option<string> _keys = new("--cluster") { Description = "The folder with the cluster's secret and this node's certificate.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _name = new("--name") { Description = "What operators call it. Default: the machine's name.", HelpName = "NAME" };
    private readonly Option<string> _listen = new("--listen") { Description = "Where it listens for other nodes.", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => "127.0.0.1:0" };
    private readonly Option<string?> _advertise = new("--advertise") { Description = "Where other nodes reach it. Default: where it listens.", HelpName = "URL" };
    private readonly Option<string?> _shared = new("--shared") { Description = "The folder that nodes of one machine share for the instances that run there.", HelpName = "DIR" };
    private readonly Option<double> _lease = new("--lease") { Description = "Seconds that the node lives without a renewal; the same on all nodes.", HelpName = "SECONDS", DefaultValueFactory = _ => 10 };
    private readonly DatabaseOption _database;
    private readonly Terminal _terminal;
    private readonly bool _holdsShards;

    private NodeCommand(Terminal terminal, bool holdsShards) => (_terminal, _holdsShards, _database) = (terminal, holdsShards, new(terminal));

    /// <summary><c>node</c>: holds a share of the instances, and answers for all.</summary>
    public static Command Node(Terminal terminal, RunningNode.Starter start) => new NodeCommand(terminal, holdsShards: true).Make(start, new Verb(
        "node",
        "Run one of many nodes over one PostgreSQL: it holds a share of the instances, hands it over when it ends, and takes over what another loses.",
        "nightingale node --database 'Host=db;Database=nightingale;Username=nightingale' --cluster /etc/nightingale --data /var/lib/nightingale"));

    /// <summary><c>gateway</c>: holds nothing, and answers for all.</summary>
    public static Command Gateway(Terminal terminal, RunningNode.Starter start) => new NodeCommand(terminal, holdsShards: false).Make(start, new Verb(
        "gateway",
        "Run a gateway over one PostgreSQL: it answers for all instances and holds none.",
        "nightingale gateway --database 'Host=db;Database=nightingale' --cluster /etc/nightingale --data /var/lib/nightingale-gateway --port 8080"));

    private Verb Make(RunningNode.Starter start, Verb command)
    {
        var up = new UpOptions(_terminal);
        up.AddTo(command);
        _database.AddTo(command);
        foreach (var option in (Option[])[_keys, _name, _listen, _advertise, _shared, _lease]) command.Add(option);
        command.SetAction((parsed, cancel) => UpCommand.Run(_terminal, start, up.Of(parsed) with { Cluster = Cluster(parsed) }, cancel));
        return command;
    }

    private ClusterOptions Cluster(ParseResult parsed) => new()
    {
        Database = _database.Of(parsed),
        KeysFolder = Path.GetFullPath(parsed.GetValue(_keys)!),
        Name = parsed.GetValue(_name) ?? Environment.MachineName,
        Listen = IPEndPoint.TryParse(parsed.GetValue(_listen)!, out var listen) ? listen : throw new UsageException($"--listen is {parsed.GetValue(_listen)}; it must be like 10.0.0.4:7070."),
        Advertise = parsed.GetValue(_advertise),
        SharedFolder = parsed.GetValue(_shared) is { } shared ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(shared)) : null,
        HoldsShards = _holdsShards,
        Lease = parsed.GetValue(_lease) is >= 1 and <= 600 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--lease is {parsed.GetValue(_lease)}; it must be 1 to 600 seconds.")),
    };
}
