using Nightingale.Gateway.Keeping;

namespace Nightingale.Gateway.Sessions;

/// <summary>A browser that somebody signed in with, until it is ended: all but the secret in its cookie.</summary>
/// <param name="Id">Names the session; not a secret.</param>
/// <param name="Person">The name of whose it is.</param>
/// <param name="Hash">SHA-256 of the secret in hexadecimal digits.</param>
/// <param name="How">How the person signed in: <c>password</c>, <c>password+code</c>, <c>passkey</c>, or a provider's name.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="LastSeenAt">When it was last used, give or take a minute.</param>
/// <param name="EndsAt">When it ends however much it is used.</param>
/// <param name="From">The address that the person signed in from.</param>
/// <param name="Browser">What the browser called itself.</param>
public sealed record Session(
    string Id,
    string Person,
    string Hash,
    string How,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset EndsAt,
    string? From,
    string? Browser) : IKept<Session>
{
    /// <inheritdoc/>
    public long Version { get; init; }

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public Session At(long version) => this with { Version = version };
}
