using Nightingale.Gateway.People;

namespace Nightingale.Gateway.Access;

/// <summary>Makes callers of people.</summary>
internal static class Callers
{
    /// <summary>A person who is signed in.</summary>
    /// <param name="person">Who.</param>
    /// <param name="credentialId">Names the session; not a secret.</param>
    public static Caller Of(Person person, string credentialId) => new(person.Principal, person.Role, [], credentialId);
}
