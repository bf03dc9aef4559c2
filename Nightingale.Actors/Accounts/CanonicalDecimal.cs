namespace Nightingale.Actors.Accounts;

/// <summary>One way to write each number: a decimal remembers trailing zeros, and 2.50 would be other bytes than 2.5.</summary>
internal static class CanonicalDecimal
{
    // Division drops the trailing zeros of a decimal when its divisor has this many.
    private const decimal One = 1.0000000000000000000000000000m;

    /// <summary>The same value without trailing zeros.</summary>
    public static decimal Canonical(this decimal value) => value / One;
}
