using System.Net;
using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn.Passkeys;

/// <summary>What both ceremonies have in common.</summary>
internal static class PasskeyRules
{
    /// <summary>The cookie that carries what a registration was asked.</summary>
    public const string Registration = "passkey-new";

    /// <summary>The cookie that carries what a sign-in was asked.</summary>
    public const string SignIn = "passkey-ask";

    /// <summary>How long a person has for a ceremony.</summary>
    public static TimeSpan Within => TimeSpan.FromMinutes(5);

    /// <summary>The ceremony was not begun in this browser, or too long ago, or what the authenticator said does not hold.</summary>
    public static Problem Failed { get; } = new(ProblemKind.SignInRefused, "The passkey does not hold, or this took longer than 5 minutes. Begin again.");

    /// <summary>Why there are no passkeys at this address; null if there are. Browsers bind them to a name.</summary>
    public static Problem? NotHere(HttpRequest request) => IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out _)
        ? new(ProblemKind.Conflict, $"Browsers have passkeys for names and not for addresses. Open this page at localhost instead of {request.Host.Host}.")
        : null;

    /// <summary>What a ceremony was asked, as the browser carries it.</summary>
    /// <param name="State">The framework's.</param>
    /// <param name="Person">Whose passkey it will be; null if that is the question.</param>
    public sealed record Asked(string State, string? Person);
}
