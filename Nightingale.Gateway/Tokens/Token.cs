using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.Tokens;

/// <summary>A bearer token as the store keeps it: all but the secret itself.</summary>
/// <param name="Id">Names the token; not a secret.</param>
/// <param name="Name">Whose it is; the principal's name.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Accounts">A researcher's accounts; of a person's token those that it is cut down to, none for all; empty for the other roles.</param>
/// <param name="Hash">SHA-256 of the secret in hexadecimal digits. The secret has 256 random bits, so no slow hash is needed.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">When it ceases to be good; null: never.</param>
/// <param name="LastUsedAt">When it was last used, as far as is known; null: never.</param>
/// <param name="ReadOnly">Whether it may change nothing.</param>
/// <param name="Label">What its person calls it; null: nothing in particular.</param>
public sealed record Token(
    string Id,
    string Name,
    Role Role,
    IReadOnlyList<string> Accounts,
    string Hash,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt = null,
    bool ReadOnly = false,
    string? Label = null)
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 63;

    /// <summary>As the journal names whoever uses it.</summary>
    public string Principal => PrincipalNames.PrincipalOf(Name);

    /// <summary>Whether a text can be a name: it becomes part of the principal, which is written into journals and idempotency keys.</summary>
    public static bool IsName(string? text) =>
        text is { Length: >= 1 and <= LongestName } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@');

    /// <summary>Whether it is good at a moment.</summary>
    public bool IsGood(DateTimeOffset at) => ExpiresAt is not { } end || at < end;
}
