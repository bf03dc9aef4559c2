using System.Security.Cryptography;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;

namespace Nightingale.Host.Composition;

/// <summary>The entities as a node sees them; those that live on it have their workers here.</summary>
internal sealed record NodeEntities(IEntities<InstanceState, InstanceCommand> Instances, IEntities<AccountState, AccountCommand> Accounts)
{
    /// <summary>Starts the regions, and in them whatever owes work.</summary>
    public static async Task<NodeEntities> Start(
        NodeGround ground, IFooting footing, InstanceDecider decider, PriceBook prices, ProvisioningOptions provisioning, Views views, CancellationToken cancel)
    {
        var provisioner = await Provisioner(ground, footing, provisioning, views, cancel);
        var accountsHere = new EntityRegion<AccountState, AccountCommand, AccountEvent, AccountWork>(ground.System, Kinds.Account(new(prices)), footing.Journal, new());
        var accounts = footing.Everywhere(Kinds.AccountKind, accountsHere, WireCodecs.Accounts);

        var probes = new ProbeScheduler(new(), ground.Time, ground.LoggerOf<ProbeScheduler>());
        ground.Phases.Followers.Add("probes", _ => probes.DisposeAsync().AsTask());
        var kind = Kinds.Instance(
            decider,
            new TerraformWorker(provisioner, ground.Time, ground.LoggerOf<TerraformWorker>()),
            new ProbeWorker(probes, ground.Tokens, ground.Time),
            new DeadlineWorker(ground.Time),
            new UsageDelivery(accounts, ground.Time));
        var instancesHere = new EntityRegion<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>(ground.System, kind, footing.Journal, new());
        var instances = footing.Everywhere(InstanceId.Kind, instancesHere, WireCodecs.Instances);
        var runs = new StaleRuns(provisioning, ground.Time, ground.LoggerOf<StaleRuns>());
        await footing.Begin(accountsHere, instancesHere, () => _ = runs.Kill(), cancel);
        return new(instances, accounts);
    }

    private static async Task<Provisioner> Provisioner(NodeGround ground, IFooting footing, ProvisioningOptions options, Views views, CancellationToken cancel)
    {
        var store = footing.States;
        var backend = await StateBackend.Start(store, ground.LoggerOf<StateBackend>(), cancel);
        ground.Phases.Followers.Add("Terraform's state", _ => backend.DisposeAsync().AsTask());
        return new(
            options, backend, store, ground.Tokens, ground.Time, RandomNumberGenerator.GetInt32(int.MaxValue), views.Live.Publish, ground.LoggerOf<Provisioner>());
    }
}
