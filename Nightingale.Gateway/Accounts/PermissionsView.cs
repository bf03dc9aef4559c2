using System.ComponentModel;
using Nightingale.Actors.Accounts;

namespace Nightingale.Gateway.Accounts;

/// <summary>What is possible inside an account's instances.</summary>
internal sealed record PermissionsView(
    [property: Description("Whether terminals can be opened.")] bool Terminals,
    [property: Description("Whether files can leave by the browser.")] bool Downloads,
    [property: Description("Whether files can come in by the browser.")] bool Uploads,
    [property: Description("Whether opening a stopped instance starts it, which costs.")] bool StartOnOpen)
{
    public static PermissionsView Of(AccountPermissions permissions) =>
        new(permissions.Terminals, permissions.Downloads, permissions.Uploads, permissions.StartOnOpen);
}
