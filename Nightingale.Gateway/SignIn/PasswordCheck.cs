using Nightingale.Gateway.People;

namespace Nightingale.Gateway.SignIn;

/// <summary>What an attempt to sign in came to.</summary>
internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <summary>It is the person.</summary>
    public sealed record Proved(Person Person, string How) : SignInOutcome;

    /// <summary>The password is right, and a code is asked for besides.</summary>
    public sealed record CodeNeeded : SignInOutcome;

    /// <summary>It is not known to be the person. Why is not told: who guesses would learn from it.</summary>
    public sealed record Refused : SignInOutcome;
}

/// <summary>
/// Whether a password, and a code where one is asked for, is a person's. An unknown name, a wrong password, a wrong code and a lock-out take the same path: one
/// hash and one write each.
/// </summary>
internal sealed class PasswordCheck(GatewayServices gateway)
{
    /// <summary>Looks at an attempt, and counts it if it is wrong.</summary>
    /// <param name="name">Who it is said to be.</param>
    /// <param name="password">The password.</param>
    /// <param name="code">Of the authenticator, or a recovery code; null: none was given.</param>
    /// <param name="isKnownBrowser">Whether the person signed in with this browser before, so that no lock-out holds.</param>
    public async Task<SignInOutcome> Check(string name, string password, string? code, bool isKnownBrowser)
    {
        var store = gateway.People.Store;
        var now = gateway.Time.GetUtcNow();
        var person = store.Find(name) ?? store.Decoy;
        var right = store.Passwords.Verify(person, store.Decoy, password);
        var open = !person.IsLocked && (isKnownBrowser || !person.LockOut.Holds(now));
        if (right && open && person.NeedsCode && code is null) return new SignInOutcome.CodeNeeded();

        var proved = false;
        var after = await store.Change(person.Name, current =>
        {
            var spent = right && open && SameProof(current, person) ? SecondFactor.Spend(gateway.People.Sealing, current, code, now) : null;
            proved = spent is not null;
            return (spent ?? current) with { LockOut = proved ? LockOut.None : current.LockOut.Failed(now) };
        });
        return proved ? new SignInOutcome.Proved(after!, after!.NeedsCode ? "password+code" : "password") : new SignInOutcome.Refused();
    }

    /// <summary>Whether a signed-in person gave the present password once more; a wrong one counts. Who has none is not asked.</summary>
    public async Task<bool> Confirms(Person person, string? password)
    {
        var store = gateway.People.Store;
        if (person.PasswordHash is null || (password is not null && store.Passwords.Verify(person, store.Decoy, password))) return true;
        await store.Change(person.Name, current => current with { LockOut = current.LockOut.Failed(gateway.Time.GetUtcNow()) });
        return false;
    }

    // The password was looked at before the person was changed; meanwhile it may have become another.
    private static bool SameProof(Person current, Person seen) => current.PasswordHash == seen.PasswordHash && current.IsLocked == seen.IsLocked;
}
