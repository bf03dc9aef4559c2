using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Provisioning;

namespace Nightingale.Host.Composition;

/// <summary>The kinds of entities: which rules, which names in the journal, which workers for which work.</summary>
internal static class Kinds
{
    /// <summary>The kind under which accounts are journalled and addressed.</summary>
    public const string AccountKind = "account";

    public static EntityKind<AccountState, AccountCommand, AccountEvent, AccountWork> Account(AccountDecider decider) => new(
        AccountKind,
        decider,
        Codecs.AccountEvents,
        Codecs.AccountSnapshots,
        @event => @event.At,
        work => throw new InvalidOperationException($"An account owes no work, yet here is {work.Key}."));

    public static EntityKind<InstanceState, InstanceCommand, InstanceEvent, InstanceWork> Instance(
        InstanceDecider decider, TerraformWorker terraform, ProbeWorker probe, DeadlineWorker deadline, UsageDelivery usage) => Instance(
        decider,
        work => work switch
        {
            InstanceWork.RunTerraform => (terraform, "system:terraform"),
            InstanceWork.Probe => (probe, "system:probe"),
            InstanceWork.Await => (deadline, "system:clock"),
            InstanceWork.DeliverUsage => (usage, "system:meter"),
            _ => throw new InvalidOperationException($"There is no worker for {work.GetType().Name}."),
        });

    /// <summary>Instances that live on other nodes: none of their work is done here.</summary>
    public static EntityKind<InstanceState, InstanceCommand, InstanceEvent, InstanceWork> InstanceElsewhere(InstanceDecider decider) =>
        Instance(decider, work => throw new InvalidOperationException($"A gateway does no work, yet here is {work.Key}."));

    private static EntityKind<InstanceState, InstanceCommand, InstanceEvent, InstanceWork> Instance(
        InstanceDecider decider, Func<InstanceWork, (IWorker<InstanceWork, InstanceCommand> Worker, string Principal)> workerFor) =>
        new(InstanceId.Kind, decider, Codecs.InstanceEvents, Codecs.InstanceSnapshots, @event => @event.At, workerFor);
}
