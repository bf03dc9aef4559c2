namespace Nightingale.Actors.Accounts;

/// <summary>What happened to an account. Stored for ever: a change of shape is a new version with an upcast.</summary>
public abstract record AccountEvent(DateTimeOffset At)
{
    /// <summary>It exists.</summary>
    public sealed record Opened(DateTimeOffset At, string Id, string Name, string Currency) : AccountEvent(At);

    /// <summary>A member has this role from now on.</summary>
    public sealed record MemberSet(DateTimeOffset At, string Principal, MemberRole Role) : AccountEvent(At);

    /// <summary>A member has no rights any more.</summary>
    public sealed record MemberRemoved(DateTimeOffset At, string Principal) : AccountEvent(At);

    /// <summary>Metered time was counted and rated.</summary>
    public sealed record UsageRated(DateTimeOffset At, string Currency, IReadOnlyList<RatedLine> Lines) : AccountEvent(At);

    /// <summary>An interval came whose number was counted with another content; the first one stands.</summary>
    public sealed record UsageRejected(DateTimeOffset At, MeteredInterval Interval, string Digest, string Reason) : AccountEvent(At);

    /// <summary>Credit was granted.</summary>
    public sealed record CreditGranted(DateTimeOffset At, decimal Amount, string Note) : AccountEvent(At);
}

/// <summary>A piece of a metered interval within which no price changes.</summary>
/// <param name="Instance">What ran.</param>
/// <param name="Number">The interval's number.</param>
/// <param name="Digest">Of the whole interval: tells a repetition from another interval of the same number.</param>
/// <param name="From">Included, UTC.</param>
/// <param name="To">Excluded, UTC.</param>
/// <param name="Charges">What was charged for.</param>
/// <param name="Cost">The charges' sum; exact.</param>
public sealed record RatedLine(
    string Instance, long Number, string Digest, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Charge> Charges, Cost Cost);

/// <summary>One resource at one price.</summary>
/// <param name="Resource">What.</param>
/// <param name="Quantity">How much of it: processors, GiB, accelerators.</param>
/// <param name="HourlyPrice">Of one unit.</param>
/// <param name="PriceVersion">The price's version in the book.</param>
public sealed record Charge(Resource Resource, decimal Quantity, decimal HourlyPrice, string PriceVersion);
