using Nightingale.Actors.Journal;
using Nightingale.Actors.Provisioning;
using Nightingale.Gateway;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Host.Composition;

/// <summary>The gateway of a node that serves itself.</summary>
internal static class NodeGateway
{
    /// <summary>Starts it, and sees to it that an operator's token is good.</summary>
    /// <returns>Where it listens.</returns>
    public static async Task<Uri> Start(
        NodeGround ground, int port, Configuration configuration, NodeEntities entities, SqliteJournal journal, Views views, ProvisioningOptions provisioning, CancellationToken cancel)
    {
        var tokens = await TokenStore.Open(ground.Folder.Tokens, ground.Time, cancel);
        await OperatorToken(ground.Folder, tokens);
        var access = new AccessLog(ground.Folder.AccessLog, ground.LoggerOf<AccessLog>());
        var app = GatewayApp.Build(
            new()
            {
                Instances = entities.Instances,
                Accounts = entities.Accounts,
                List = views.List,
                Bill = views.Bill,
                Live = views.Live,
                Catalogue = configuration.Catalogue(),
                Journal = journal,
                Audit = new JournalAudits(journal, entities.Instances, entities.Accounts).ForGateway(),
                ReadLog = new Logs(provisioning).Read,
                UrlOf = _ => null,
                NotReadyBecause = () => [],
                Tokens = tokens,
                AccessLog = access,
                Time = ground.Time,
                LoggerFactory = ground.Logs,
            },
            new() { Port = port });
        ground.Phases.Requests.Add("gateway", async over =>
        {
            await app.StopAsync(over);
            await app.DisposeAsync();
            await tokens.DisposeAsync();
            access.Dispose();
        });
        await app.StartAsync(cancel);
        return new(app.Urls.First());
    }

    /// <summary>Without a good operator's token nobody could make another: a new one is made.</summary>
    private static async Task OperatorToken(DataFolder folder, TokenStore tokens)
    {
        if (File.Exists(folder.OperatorToken) && tokens.Find((await File.ReadAllTextAsync(folder.OperatorToken)).Trim()) is not null) return;
        File.Delete(folder.OperatorToken);
        var (_, secret) = await tokens.Create("operator", Role.Operator, [], expiresAt: null, createdBy: "system:up");
        DataFolder.WriteNew(folder.OperatorToken, secret);
    }
}
