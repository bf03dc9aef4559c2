using Nightingale.Gateway.Access;
using Nightingale.Gateway.Keeping;

namespace Nightingale.Gateway.People;

/// <summary>Somebody who may sign in. It holds no secret in clear: hashes, public keys, and what is sealed under the master key.</summary>
/// <param name="Name">The principal's name; never changes and is never given to another.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Role">What the person is in the whole installation; null: a researcher, whose rights come from accounts alone.</param>
/// <param name="CreatedAt">When the person was added.</param>
/// <param name="CreatedBy">By whom.</param>
public sealed record Person(string Name, string DisplayName, SystemRole? Role, DateTimeOffset CreatedAt, string CreatedBy) : IKept<Person>
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 63;

    /// <inheritdoc/>
    public long Version { get; init; }

    /// <summary>The password's hash (PBKDF2, with its salt); null: no password opens.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Whether somebody else chose the password.</summary>
    public bool PasswordIsTemporary { get; init; }

    /// <summary>Whether an operator keeps the person out.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Wrong guesses, and until when they keep unknown browsers out.</summary>
    public LockOut LockOut { get; init; } = LockOut.None;

    /// <summary>The authenticator; null: none.</summary>
    public Authenticator? Authenticator { get; init; }

    /// <summary>The hashes of recovery codes that were not used yet.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; init; } = [];

    /// <summary>The passkeys.</summary>
    public IReadOnlyList<Passkey> Passkeys { get; init; } = [];

    /// <summary>Who the person is elsewhere.</summary>
    public IReadOnlyList<ExternalLogin> ExternalLogins { get; init; } = [];

    /// <summary>As the journal names the person.</summary>
    public string Principal => PrincipalNames.PrincipalOf(Name);

    /// <summary>Whether a code is asked for beside a password.</summary>
    public bool NeedsCode => Authenticator is { IsConfirmed: true };

    /// <inheritdoc/>
    public string Key => Name;

    /// <inheritdoc/>
    public Person At(long version) => this with { Version = version };

    /// <summary>What is wrong with a name; null if it holds. It becomes part of the principal, which is written into journals.</summary>
    public static string? ProblemOf(string? name) =>
        name is { Length: >= 1 and <= LongestName } && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@')
            ? null
            : $"Must be 1 to {LongestName} letters, digits, dots, hyphens, underscores or @.";
}

/// <summary>An app that makes codes from the time (RFC 6238).</summary>
/// <param name="Secret">What it shares with us, sealed.</param>
/// <param name="IsConfirmed">Whether it gave a good code once; until then it is not asked.</param>
/// <param name="LastStep">The time step of the last code that was good: no code is good twice.</param>
public sealed record Authenticator(byte[] Secret, bool IsConfirmed, long LastStep);

/// <summary>A passkey's public half, and what its authenticator said of it.</summary>
public sealed record Passkey(
    byte[] Id,
    string Label,
    byte[] PublicKey,
    DateTimeOffset CreatedAt,
    uint SignCount,
    IReadOnlyList<string> Transports,
    bool IsUserVerified,
    bool IsBackupEligible,
    bool IsBackedUp,
    byte[] Attestation,
    byte[] ClientData);

/// <summary>Who a person is elsewhere.</summary>
/// <param name="Provider">The provider's name, as it is configured here.</param>
/// <param name="Subject">As the provider names the person; never given to another there.</param>
public sealed record ExternalLogin(string Provider, string Subject);
