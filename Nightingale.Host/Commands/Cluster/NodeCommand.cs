using System.CommandLine;
using System.Globalization;
using System.Net;
using Nightingale.Host.Commands.Settings;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale node</c> and <c>nightingale gateway</c>: one of many processes over one PostgreSQL, until it is told to end.</summary>
internal sealed class NodeCommand
{
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(10);

    private readonly Terminal _terminal;
    private readonly bool _holdsShards;

    private NodeCommand(Terminal terminal, bool holdsShards) => (_terminal, _holdsShards) = (terminal, holdsShards);

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
        var options = new SettingOptions(_terminal, NodeKeys.All.Where(setting => _holdsShards || setting != NodeKeys.Modules));
        options.AddTo(command);
        command.SetAction((parsed, cancel) => UpCommand.Run(_terminal, start, Options(options.Of(parsed)), cancel));
        return command;
    }

    /// <exception cref="UsageException">Something that was said does not hold; all of it is told.</exception>
    private NodeOptions Options(Layers layers)
    {
        var options = new NodeOptions
        {
            DataFolder = Folder(layers, NodeKeys.Data) ?? Path.GetFullPath(_terminal.DefaultDataFolder),
            Port = layers.Value(NodeKeys.Port, 8080, Port, "a number from 0 to 65535"),
            PublicUrl = layers.Value<string?>(NodeKeys.PublicUrl, otherwise: null, PublicAddress.Url, PublicAddress.UrlForm),
            InstanceDomain = layers.Value<string>(NodeKeys.InstanceDomain, "localhost", PublicAddress.Domain, PublicAddress.DomainForm),
            ModulesFolder = Folder(layers, NodeKeys.Modules),
            Cluster = Cluster(layers),
        };
        layers.Check();
        return options;
    }

    private ClusterOptions Cluster(Layers layers)
    {
        var (database, passwordFile) = DatabaseOption.Read(layers);
        return new()
        {
            Database = database,
            PasswordFile = passwordFile,
            KeysFolder = layers.Needed(NodeKeys.Cluster) is { Length: > 0 } keys ? Path.GetFullPath(keys) : "",
            Name = layers.Value(NodeKeys.Name, Environment.MachineName, Name, "1 to 63 letters, digits, hyphens and dots"),
            Listen = layers.Value<IPEndPoint>(NodeKeys.Listen, new(IPAddress.Loopback, 0), IPEndPoint.TryParse, "like 10.0.0.4:7070"),
            Advertise = layers.Value<string?>(NodeKeys.Advertise, otherwise: null, Url, "like https://10.0.0.4:7070"),
            SharedFolder = Folder(layers, NodeKeys.Shared),
            HoldsShards = _holdsShards,
            Lease = layers.Value(NodeKeys.Lease, TimeSpan.FromSeconds(10), Lease, "1 to 600 seconds"),
        };
    }

    private static string? Folder(Layers layers, Setting setting) =>
        layers.Text(setting) is { Length: > 0 } folder ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) : null;

    private static bool Port(string text, out int port)
    {
        (var holds, port) = (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number), number);
        return holds;
    }

    private static bool Name(string text, out string name)
    {
        name = text;
        return text.Length is > 0 and <= 63 && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');
    }

    private static bool Url(string text, out string? url)
    {
        url = text;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https");
    }

    private static bool Lease(string text, out TimeSpan lease)
    {
        lease = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestLease.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return lease >= TimeSpan.FromSeconds(1);
    }
}
