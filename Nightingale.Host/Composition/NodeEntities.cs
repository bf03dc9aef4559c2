using System.Security.Cryptography;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;

namespace Nightingale.Host.Composition;

/// <summary>The entities as a node sees them; those that live on it have their workers here.</summary>
internal sealed record NodeEntities(IEntities<InstanceState, InstanceCommand> Instances, IEntities<AccountState, AccountCommand> Accounts)
{
    /// <summary>Starts the regions, and in them whatever owes work.</summary>
    /// <param name="ground">What they stand on.</param>
    /// <param name="footing">Their journal, and their place among others.</param>
    /// <param name="decider">The rules of instances.</param>
    /// <param name="provisioning">How Terraform is run; null where no entity lives, so that nothing is run.</param>
    /// <param name="views">Where the news of runs go.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public static async Task<NodeEntities> Start(
        NodeGround ground, IFooting footing, InstanceDecider decider, ProvisioningOptions? provisioning, Views views, CancellationToken cancel)
    {
        var accountsHere = new EntityRegion<AccountState, AccountCommand, AccountEvent, AccountWork>(ground.System, Kinds.Account(new(() => footing.Configuration.Prices)), footing.Journal, new());
        var accounts = footing.Everywhere(Kinds.AccountKind, accountsHere, WireCodecs.Accounts);
        var provisioner = provisioning is null ? null : await Provisioner(ground, footing, provisioning, views, cancel);
        var kind = provisioner is null ? Kinds.InstanceElsewhere(decider) : InstancesHere(ground, decider, accounts, provisioner);
        var instancesHere = new EntityRegion<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>(ground.System, kind, footing.Journal, new());
        var instances = footing.Everywhere(InstanceId.Kind, instancesHere, WireCodecs.Instances);
        await footing.Begin(accountsHere, instancesHere, Load, Abandon, cancel);
        return new(instances, accounts);

        NodeLoad Load() => new(accountsHere.Residents + instancesHere.Residents, provisioner?.Running ?? 0, views.Feed.Seen);

        void Abandon()
        {
            if (provisioning is not null) _ = new StaleRuns(provisioning, ground.Time, ground.LoggerOf<StaleRuns>()).Kill();
        }
    }

    private static EntityKind<InstanceState, InstanceCommand, InstanceEvent, InstanceWork> InstancesHere(
        NodeGround ground, InstanceDecider decider, IEntities<AccountState, AccountCommand> accounts, Provisioner provisioner)
    {
        var probes = new ProbeScheduler(new(), ground.Time, ground.LoggerOf<ProbeScheduler>());
        ground.Phases.Followers.Add("probes", _ => probes.DisposeAsync().AsTask());
        return Kinds.Instance(
            decider,
            new TerraformWorker(provisioner, ground.Time, ground.LoggerOf<TerraformWorker>()),
            new ProbeWorker(probes, ground.Tokens, ground.Time),
            new DeadlineWorker(ground.Time),
            new UsageDelivery(accounts, ground.Time));
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
