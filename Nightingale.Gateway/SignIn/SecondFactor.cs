using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.People;

namespace Nightingale.Gateway.SignIn;

/// <summary>The code that is asked for beside a password. Each is good once.</summary>
internal static class SecondFactor
{
    /// <summary>The person without the code that was spent; the same one if no code is asked for; null if the code is not good.</summary>
    public static Person? Spend(Sealing sealing, Person person, string? code, DateTimeOffset now)
    {
        if (!person.NeedsCode) return person;
        if (code is null) return null;
        return SpendCode(sealing, person, code.Replace(" ", "", StringComparison.Ordinal), now) ?? SpendRecovery(person, code);
    }

    /// <summary>The person whose authenticator gave a good code, confirmed by that; null if it is not good.</summary>
    public static Person? SpendCode(Sealing sealing, Person person, string code, DateTimeOffset now)
    {
        if (person.Authenticator is not { } authenticator || sealing.Open(Purpose(person.Name), authenticator.Secret) is not { } secret) return null;
        return Totp.Match(secret, code, now, authenticator.LastStep) is { } step
            ? person with { Authenticator = authenticator with { IsConfirmed = true, LastStep = step } }
            : null;
    }

    /// <summary>What an authenticator's secret is sealed for.</summary>
    public static string Purpose(string name) => $"totp:{name}";

    private static Person? SpendRecovery(Person person, string code) =>
        RecoveryCodes.Hash(code) is { } hash && person.RecoveryCodes.Contains(hash, StringComparer.Ordinal)
            ? person with { RecoveryCodes = [.. person.RecoveryCodes.Where(other => other != hash)] }
            : null;
}
