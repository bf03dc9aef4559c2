namespace Nightingale.Actors.Accounts;

/// <summary>What is possible inside the account's instances; an owner decides.</summary>
/// <param name="Terminals">Whether terminals can be opened.</param>
/// <param name="Downloads">Whether files can leave by the browser.</param>
/// <param name="Uploads">Whether files can come in by the browser.</param>
/// <param name="StartOnOpen">Whether opening a stopped instance starts it, which costs.</param>
public sealed record AccountPermissions(bool Terminals, bool Downloads, bool Uploads, bool StartOnOpen)
{
    /// <summary>What holds until an owner decides otherwise.</summary>
    public static AccountPermissions Initial { get; } = new(Terminals: true, Downloads: true, Uploads: true, StartOnOpen: true);
}
