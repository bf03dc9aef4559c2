namespace Nightingale.Actors.Accounts;

/// <summary>What happened to an account. <see cref="At"/> is when it was decided, UTC.</summary>
public abstract record AccountEvent(DateTimeOffset At)
{
    /// <summary>It came into being.</summary>
    public sealed record Opened(DateTimeOffset At, string Id, string Name, string Currency) : AccountEvent(At);

    /// <summary>Somebody is a member with this role from now on.</summary>
    public sealed record MemberSet(DateTimeOffset At, string Principal, MemberRole Role) : AccountEvent(At);

    /// <summary>Somebody is no member any more.</summary>
    public sealed record MemberRemoved(DateTimeOffset At, string Principal) : AccountEvent(At);

    /// <summary>Metered intervals were counted and charged; all lines of an interval are in one event.</summary>
    public sealed record UsageRated(DateTimeOffset At, IReadOnlyList<RatedLine> Lines) : AccountEvent(At);

    /// <summary>An interval came with a number that another one has, and charges nothing.</summary>
    public sealed record UsageRejected(DateTimeOffset At, MeteredInterval Interval, string Reason) : AccountEvent(At);

    /// <summary>Credit was granted.</summary>
    public sealed record CreditGranted(DateTimeOffset At, decimal Amount, string Note) : AccountEvent(At);

    /// <summary>From now on this is possible inside the account's instances.</summary>
    public sealed record PermissionsSet(DateTimeOffset At, AccountPermissions Permissions) : AccountEvent(At);

    /// <summary>From now on the account means to spend this in a month; null: it has no budget.</summary>
    public sealed record BudgetSet(DateTimeOffset At, decimal? Monthly) : AccountEvent(At);
}
