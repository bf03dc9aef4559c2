using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;

namespace Nightingale.Host.Composition;

/// <summary>How each command is called between nodes. Two releases that run side by side must agree on a name.</summary>
internal static class WireCodecs
{
    public static IReadOnlyDictionary<Type, string> InstanceCommands { get; } = new Dictionary<Type, string>
    {
        [typeof(InstanceCommand.Launch)] = "launch",
        [typeof(InstanceCommand.Start)] = "start",
        [typeof(InstanceCommand.Stop)] = "stop",
        [typeof(InstanceCommand.Restart)] = "restart",
        [typeof(InstanceCommand.Resize)] = "resize",
        [typeof(InstanceCommand.Delete)] = "delete",
        [typeof(InstanceCommand.Release)] = "release",
        [typeof(InstanceCommand.TerraformApplied)] = "terraform-applied",
        [typeof(InstanceCommand.TerraformDestroyed)] = "terraform-destroyed",
        [typeof(InstanceCommand.TerraformFailed)] = "terraform-failed",
        [typeof(InstanceCommand.ServerAnswered)] = "server-answered",
        [typeof(InstanceCommand.ActivitySeen)] = "activity-seen",
        [typeof(InstanceCommand.ServerLost)] = "server-lost",
        [typeof(InstanceCommand.DeadlinePassed)] = "deadline-passed",
        [typeof(InstanceCommand.UsageCounted)] = "usage-counted",
        [typeof(InstanceCommand.TrafficCounted)] = "traffic-counted",
    };

    public static IReadOnlyDictionary<Type, string> AccountCommands { get; } = new Dictionary<Type, string>
    {
        [typeof(AccountCommand.Open)] = "open",
        [typeof(AccountCommand.SetMember)] = "set-member",
        [typeof(AccountCommand.RemoveMember)] = "remove-member",
        [typeof(AccountCommand.CountUsage)] = "count-usage",
        [typeof(AccountCommand.GrantCredit)] = "grant-credit",
        [typeof(AccountCommand.SetPermissions)] = "set-permissions",
        [typeof(AccountCommand.SetBudget)] = "set-budget",
    };

    public static WireCodec<InstanceState, InstanceCommand> Instances { get; } = new(InstanceCommands);

    public static WireCodec<AccountState, AccountCommand> Accounts { get; } = new(AccountCommands);
}
