using System.Net;
using System.Net.Sockets;
using Nightingale.Actors.Instances;
using Nightingale.Gateway;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Instances;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Host.Composition;

/// <summary>The gateway of a node that serves itself.</summary>
internal sealed class NodeGateway
{
    private readonly NodeGround _ground;
    private readonly NodeOptions _options;
    private volatile Uri? _listening;

    private NodeGateway(NodeGround ground, NodeOptions options) => (_ground, _options) = (ground, options);

    /// <summary>Asks for the port before anything is begun, since a node that cannot serve must not touch its journal. The gateway takes it last.</summary>
    /// <exception cref="SocketException">The port is not to be had.</exception>
    public static NodeGateway Prepare(NodeGround ground, NodeOptions options)
    {
        using (var listener = new TcpListener(IPAddress.Loopback, options.Port)) listener.Start();
        return new(ground, options);
    }

    /// <summary>Starts it, and sees to it that an operator's token is good.</summary>
    /// <returns>Where it listens.</returns>
    public async Task<Uri> Start(NodeEntities entities, IFooting footing, Views views, LogReader logs, CancellationToken cancel)
    {
        await OperatorToken(footing);
        await FirstOperator.Make(footing.People.Store, _ground.Folder.OperatorPassword, _ground.Time);
        if (_options.HoldsShards) await FirstOwner.Make(footing.People.Store, entities.Accounts, _ground.Time, cancel);
        var access = new AccessLog(_ground.Folder.AccessLog, _ground.LoggerOf<AccessLog>());
        var app = GatewayApp.Build(
            new()
            {
                Instances = entities.Instances,
                Accounts = entities.Accounts,
                List = views.List,
                Bill = views.Bill,
                Live = views.Live,
                Memberships = views.Memberships,
                Catalogue = Configuration.Catalogue(() => footing.Configuration),
                Prices = () => PriceOffers.Of(footing.Configuration, _ground.Time.GetUtcNow()),
                Journal = footing.Journal,
                Audit = new JournalAudits(footing, entities.Instances, entities.Accounts).ForGateway(),
                Cluster = footing.Desk,
                ReadLog = logs,
                Notebooks = new(_ground.Tokens, _ground.MasterKey, footing.SocketTunnel),
                UrlOf = NotebookUrl,
                NotReadyBecause = () => [],
                Tokens = footing.Tokens,
                People = footing.People,
                AccessLog = access,
                Attempts = footing.AttemptsOf(access),
                Time = _ground.Time,
                LoggerFactory = _ground.Logs,
            },
            new() { Port = _options.Port, PublicUrl = _options.PublicUrl, InstanceDomain = _options.InstanceDomain });
        _ground.Phases.Requests.Add("gateway", async over =>
        {
            await app.StopAsync(over);
            await app.DisposeAsync();
            access.Dispose();
        });
        await app.StartAsync(cancel);
        return _listening = new(app.Urls.First());
    }

    // By name, as browsers know an origin: the pages of instances lie at hosts below it.
    private string? NotebookUrl(InstanceState state)
    {
        if (state.Phase is Phase.None or Phase.Deleting or Phase.Deleted || _listening is not { } here) return null;
        return $"{_options.PublicUrl?.TrimEnd('/') ?? $"http://localhost:{here.Port}"}/i/{state.Id}/";
    }

    /// <summary>
    /// Without a good operator's token nobody could make another: a new one is made. Of a cluster's nodes the first one does that. The file comes before the
    /// token: of a crash between them a file is left that opens nothing, and never a token that nobody has.
    /// </summary>
    private async Task OperatorToken(IFooting footing)
    {
        var file = _ground.Folder.OperatorToken;
        if (File.Exists(file) && footing.Tokens.Find((await File.ReadAllTextAsync(file)).Trim()) is not null) return;
        var secret = TokenStore.NewSecret();
        DataFolder.Write(file, secret);
        if (!await footing.Tokens.AddOperator(secret, createdBy: "system:up", ifNone: footing.IsShared)) File.Delete(file);
    }
}
