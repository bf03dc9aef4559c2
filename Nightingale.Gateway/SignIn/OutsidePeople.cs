using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.SignIn;

/// <summary>
/// Who somebody is here whom a provider or a directory names. A name there proves nothing here: people are linked by what the provider never gives to another,
/// and nobody becomes a person who is here already by being called the same.
/// </summary>
internal sealed class OutsidePeople(GatewayServices gateway)
{
    private const int LongestDisplayName = 100;

    /// <summary>The provider knows them, and we do not.</summary>
    public static Problem Unknown { get; } = new(ProblemKind.SignInRefused, "Your provider knows you, and nobody here is linked to that. Ask an operator to add you.");

    /// <summary>The person, who may be made now; null if there is none, if the person is locked, or if the name is taken.</summary>
    /// <param name="login">How the provider names them.</param>
    /// <param name="creates">Whether unknown ones are made researchers without accounts.</param>
    /// <param name="name">What a new one is called.</param>
    /// <param name="displayName">For people.</param>
    public async Task<Person?> Find(ExternalLogin login, bool creates, string? name, string? displayName)
    {
        var store = gateway.People.Store;
        if (store.Find(login) is { } known) return known.IsLocked ? null : known;
        if (!creates || Person.ProblemOf(name) is not null || PrincipalNames.IsOfProgram(gateway, name!)) return null;
        var shown = new string([.. (displayName ?? name!).Where(letter => !char.IsControl(letter)).Take(LongestDisplayName)]);
        var person = new Person(name!, shown, Role: null, gateway.Now(), $"system:{login.Provider}") { ExternalLogins = [login] };
        return await store.Add(person) ? person : null;
    }
}
