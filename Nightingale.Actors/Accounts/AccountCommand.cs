namespace Nightingale.Actors.Accounts;

/// <summary>What an account can be asked to do. <see cref="At"/> is UTC in whole milliseconds.</summary>
public abstract record AccountCommand(DateTimeOffset At)
{
    /// <summary>Comes into being.</summary>
    public sealed record Open(DateTimeOffset At, string Id, string Name, string Currency) : AccountCommand(At);

    /// <summary>Adds a member or changes a member's role.</summary>
    public sealed record SetMember(DateTimeOffset At, string Principal, MemberRole Role) : AccountCommand(At);

    /// <summary>Takes a member's rights away.</summary>
    public sealed record RemoveMember(DateTimeOffset At, string Principal) : AccountCommand(At);

    /// <summary>Counts metered time, each interval once however often it comes.</summary>
    public sealed record CountUsage(DateTimeOffset At, IReadOnlyList<MeteredInterval> Intervals) : AccountCommand(At);

    /// <summary>Grants credit.</summary>
    /// <param name="At">When.</param>
    /// <param name="Amount">In the account's currency, more than 0.</param>
    /// <param name="Note">Why, for the ledger.</param>
    public sealed record GrantCredit(DateTimeOffset At, decimal Amount, string Note) : AccountCommand(At);

    /// <summary>Says what is possible inside the account's instances.</summary>
    public sealed record SetPermissions(DateTimeOffset At, AccountPermissions Permissions) : AccountCommand(At);

    /// <summary>Sets what the account means to spend in a month; null: there is no budget.</summary>
    public sealed record SetBudget(DateTimeOffset At, decimal? Monthly) : AccountCommand(At);
}

/// <summary>What a member may do within the account.</summary>
public enum MemberRole
{
    /// <summary>Launches and uses instances.</summary>
    Researcher,

    /// <summary>All of that, and changes members and budgets.</summary>
    Owner,

    /// <summary>Reads journals and bills, changes nothing.</summary>
    Auditor,
}

/// <summary>A piece of time that an instance ran, as its meter tells it. Half-open, UTC.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Number">The meter's number: with the instance, the interval's identity.</param>
/// <param name="From">Included.</param>
/// <param name="To">Excluded.</param>
/// <param name="Target">Where it ran.</param>
/// <param name="Market"><c>on-demand</c> or <c>spot</c>.</param>
/// <param name="Size">The size's name.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Gpus">Accelerators.</param>
/// <param name="DiskGiB">The home volume in GiB.</param>
public sealed record MeteredInterval(
    string Instance,
    long Number,
    DateTimeOffset From,
    DateTimeOffset To,
    string Target,
    string Market,
    string Size,
    decimal Cpus,
    int MemoryMiB,
    int Gpus,
    int DiskGiB);
