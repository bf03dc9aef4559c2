using System.ComponentModel;

namespace Nightingale.Gateway.People;

/// <summary>Somebody who may sign in, without what opens.</summary>
internal sealed record PersonView(
    [property: Description("The principal's name.")] string Name,
    [property: Description("For people.")] string DisplayName,
    [property: Description("What the person is in the whole installation: researcher, auditor or operator.")] string Role,
    [property: Description("When the person was added.")] DateTimeOffset CreatedAt,
    [property: Description("By whom.")] string CreatedBy,
    [property: Description("Whether an operator keeps the person out.")] bool Locked,
    [property: Description("Until when wrong guesses keep unknown browsers out; null: they do not.")] DateTimeOffset? LockedOutUntil,
    [property: Description("Whether a code is asked for beside the password.")] bool Authenticator,
    [property: Description("How many passkeys there are.")] int Passkeys,
    [property: Description("The providers that the person signs in with.")] IReadOnlyList<string> Providers)
{
    public static PersonView Of(Person person, DateTimeOffset now) => new(
        person.Name,
        person.DisplayName,
        PersonRules.NameOf(person.Role),
        person.CreatedAt,
        person.CreatedBy,
        person.IsLocked,
        person.LockOut.Holds(now) ? person.LockOut.Until : null,
        person.NeedsCode,
        person.Passkeys.Count,
        [.. person.ExternalLogins.Select(login => login.Provider)]);
}

/// <summary>A person with a password that nobody chose. It is shown this once.</summary>
internal sealed record NewPersonView(
    [property: Description("The person.")] PersonView Person,
    [property: Description("The password, to be changed after the first sign-in; null if one was given.")] string? Password);
