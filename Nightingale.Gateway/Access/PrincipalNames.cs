using Nightingale.Gateway.Tokens;

namespace Nightingale.Gateway.Access;

/// <summary>
/// A name is one principal's: who has two would be two in the journal that nobody can tell apart. People have theirs for ever, programs as long as they have a
/// token. Names that differ in case alone are the same, since readers take them for the same.
/// </summary>
internal static class PrincipalNames
{
    /// <summary>As journals and members name whoever has a name.</summary>
    public static string PrincipalOf(string name) => $"user:{name}";

    /// <summary>Whether a person has the name, locked or not.</summary>
    public static bool IsOfPerson(GatewayServices gateway, string name) => gateway.People.Store.All.Any(person => Same(person.Name, name));

    /// <summary>Whether a program has the name: by a token that was not revoked, or because nodes make theirs under it.</summary>
    public static bool IsOfProgram(GatewayServices gateway, string name) =>
        Same(name, TokenStore.OperatorName) || gateway.Tokens.All.Any(token => token.Role is not Role.Person && Same(token.Name, name));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
