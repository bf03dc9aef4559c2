using System.Security.Cryptography;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;

namespace Nightingale.Host.Composition;

/// <summary>The entities of a node that holds every shard, with the workers for what they owe.</summary>
internal sealed record NodeEntities(
    EntityRegion<InstanceState, InstanceCommand, InstanceEvent, InstanceWork> Instances,
    EntityRegion<AccountState, AccountCommand, AccountEvent, AccountWork> Accounts)
{
    /// <summary>Starts the regions, and in them whatever owes work.</summary>
    public static async Task<NodeEntities> Start(
        NodeGround ground, SqliteJournal journal, InstanceDecider decider, PriceBook prices, ProvisioningOptions provisioning, Views views, CancellationToken cancel)
    {
        var provisioner = await Provisioner(ground, provisioning, views, cancel);
        var leases = Enumerable.Range(0, Shards.Count).Select(shard => new ShardLease(shard, journal.Epoch)).ToList();
        var accounts = new EntityRegion<AccountState, AccountCommand, AccountEvent, AccountWork>(ground.System, Kinds.Account(new(prices)), journal, new());
        ground.Phases.Accounts.Add("accounts", _ => accounts.Stop(NodePhases.WorkersWithin));
        await accounts.Acquired(leases);

        var probes = new ProbeScheduler(new(), ground.Time, ground.LoggerOf<ProbeScheduler>());
        ground.Phases.Followers.Add("probes", _ => probes.DisposeAsync().AsTask());
        var kind = Kinds.Instance(
            decider,
            new TerraformWorker(provisioner, ground.Time, ground.LoggerOf<TerraformWorker>()),
            new ProbeWorker(probes, ground.Tokens, ground.Time),
            new DeadlineWorker(ground.Time),
            new UsageDelivery(accounts, ground.Time));
        var instances = new EntityRegion<InstanceState, InstanceCommand, InstanceEvent, InstanceWork>(ground.System, kind, journal, new());
        ground.Phases.Instances.Add("instances", _ => instances.Stop(NodePhases.WorkersWithin));
        await instances.Acquired(leases);
        return new(instances, accounts);
    }

    private static async Task<Provisioner> Provisioner(NodeGround ground, ProvisioningOptions options, Views views, CancellationToken cancel)
    {
        var store = new FileStateStore(ground.Folder.Path, ground.MasterKey);
        var backend = await StateBackend.Start(store, ground.LoggerOf<StateBackend>(), cancel);
        ground.Phases.Followers.Add("Terraform's state", _ => backend.DisposeAsync().AsTask());
        return new(
            options, backend, store, ground.Tokens, ground.Time, RandomNumberGenerator.GetInt32(int.MaxValue), views.Live.Publish, ground.LoggerOf<Provisioner>());
    }
}
