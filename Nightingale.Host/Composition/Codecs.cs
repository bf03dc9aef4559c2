using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Composition;

/// <summary>How each event and state is named in the journal. A name is for ever; a changed shape is a new version with an upcast.</summary>
public static class Codecs
{
    /// <summary>The events of instances.</summary>
    public static EventCodec<InstanceEvent> InstanceEvents { get; } = new(new Dictionary<Type, string>
    {
        [typeof(InstanceEvent.Launched)] = "instance.launched.v1",
        [typeof(InstanceEvent.StartRequested)] = "instance.start-requested.v1",
        [typeof(InstanceEvent.StopRequested)] = "instance.stop-requested.v1",
        [typeof(InstanceEvent.RestartRequested)] = "instance.restart-requested.v1",
        [typeof(InstanceEvent.ResizeRequested)] = "instance.resize-requested.v1",
        [typeof(InstanceEvent.DeleteRequested)] = "instance.delete-requested.v1",
        [typeof(InstanceEvent.Released)] = "instance.released.v1",
        [typeof(InstanceEvent.Provisioned)] = "instance.provisioned.v1",
        [typeof(InstanceEvent.Stopped)] = "instance.stopped.v1",
        [typeof(InstanceEvent.Deleted)] = "instance.deleted.v1",
        [typeof(InstanceEvent.RunFailed)] = "instance.run-failed.v1",
        [typeof(InstanceEvent.BecameReady)] = "instance.became-ready.v1",
        [typeof(InstanceEvent.ActivityMoved)] = "instance.activity-moved.v1",
        [typeof(InstanceEvent.ServerLost)] = "instance.server-lost.v1",
        [typeof(InstanceEvent.Quarantined)] = "instance.quarantined.v1",
        [typeof(InstanceEvent.WatchResumed)] = "instance.watch-resumed.v1",
        [typeof(InstanceEvent.MeterOpened)] = "instance.meter-opened.v1",
        [typeof(InstanceEvent.MeterClosed)] = "instance.meter-closed.v1",
        [typeof(InstanceEvent.MeterVoided)] = "instance.meter-voided.v1",
        [typeof(InstanceEvent.UsageCounted)] = "instance.usage-counted.v1",
        [typeof(InstanceEvent.TrafficMetered)] = "instance.traffic-metered.v1",
    });

    /// <summary>Snapshots of instances.</summary>
    public static StateCodec<EntitySnapshot<InstanceState>> InstanceSnapshots { get; } = new("instance-state.v2");

    /// <summary>The events of accounts.</summary>
    public static EventCodec<AccountEvent> AccountEvents { get; } = new(new Dictionary<Type, string>
    {
        [typeof(AccountEvent.Opened)] = "account.opened.v1",
        [typeof(AccountEvent.MemberSet)] = "account.member-set.v1",
        [typeof(AccountEvent.MemberRemoved)] = "account.member-removed.v1",
        [typeof(AccountEvent.UsageRated)] = "account.usage-rated.v1",
        [typeof(AccountEvent.UsageRejected)] = "account.usage-rejected.v1",
        [typeof(AccountEvent.CreditGranted)] = "account.credit-granted.v1",
        [typeof(AccountEvent.PermissionsSet)] = "account.permissions-set.v1",
        [typeof(AccountEvent.BudgetSet)] = "account.budget-set.v1",
    });

    /// <summary>Snapshots of accounts.</summary>
    public static StateCodec<EntitySnapshot<AccountState>> AccountSnapshots { get; } = new("account-state.v2");
}
