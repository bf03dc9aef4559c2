using System.Net;
using System.Net.Sockets;
using Nightingale.Actors.Provisioning;
using Nightingale.Gateway;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Host.Composition;

/// <summary>The gateway of a node that serves itself.</summary>
internal sealed class NodeGateway
{
    private readonly NodeGround _ground;
    private readonly TokenStore _tokens;
    private readonly int _port;

    private NodeGateway(NodeGround ground, TokenStore tokens, int port) => (_ground, _tokens, _port) = (ground, tokens, port);

    /// <summary>
    /// Makes sure of what it needs before anything is begun, since a node that cannot serve must not touch its journal: the tokens are read, and the
    /// port is asked for. The gateway takes it last.
    /// </summary>
    /// <exception cref="TokenStoreException">The tokens cannot be read.</exception>
    /// <exception cref="SocketException">The port is not to be had.</exception>
    public static async Task<NodeGateway> Prepare(NodeGround ground, int port, CancellationToken cancel)
    {
        using (var listener = new TcpListener(IPAddress.Loopback, port)) listener.Start();
        var tokens = await TokenStore.Open(ground.Folder.Tokens, ground.Time, cancel);
        ground.Phases.Followers.Add("tokens", _ => tokens.DisposeAsync().AsTask());
        return new(ground, tokens, port);
    }

    /// <summary>Starts it, and sees to it that an operator's token is good.</summary>
    /// <returns>Where it listens.</returns>
    public async Task<Uri> Start(
        Configuration configuration, NodeEntities entities, IFooting footing, Views views, ProvisioningOptions provisioning, CancellationToken cancel)
    {
        await OperatorToken();
        var access = new AccessLog(_ground.Folder.AccessLog, _ground.LoggerOf<AccessLog>());
        var app = GatewayApp.Build(
            new()
            {
                Instances = entities.Instances,
                Accounts = entities.Accounts,
                List = views.List,
                Bill = views.Bill,
                Live = views.Live,
                Catalogue = configuration.Catalogue(),
                Journal = footing.Journal,
                Audit = new JournalAudits(footing, entities.Instances, entities.Accounts).ForGateway(),
                Cluster = footing.Desk,
                ReadLog = new Logs(provisioning).Read,
                UrlOf = _ => null,
                NotReadyBecause = () => [],
                Tokens = _tokens,
                AccessLog = access,
                Time = _ground.Time,
                LoggerFactory = _ground.Logs,
            },
            new() { Port = _port });
        _ground.Phases.Requests.Add("gateway", async over =>
        {
            await app.StopAsync(over);
            await app.DisposeAsync();
            access.Dispose();
        });
        await app.StartAsync(cancel);
        return new(app.Urls.First());
    }

    /// <summary>Without a good operator's token nobody could make another: a new one is made.</summary>
    private async Task OperatorToken()
    {
        var file = _ground.Folder.OperatorToken;
        if (File.Exists(file) && _tokens.Find((await File.ReadAllTextAsync(file)).Trim()) is not null) return;
        var (_, secret) = await _tokens.Create("operator", Role.Operator, [], expiresAt: null, createdBy: "system:up");
        DataFolder.Write(file, secret);
    }
}
