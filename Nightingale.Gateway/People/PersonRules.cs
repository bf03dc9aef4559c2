using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.People;

/// <summary>What holds of people, whoever adds or changes one.</summary>
internal static class PersonRules
{
    /// <summary>There is nobody of that name.</summary>
    public static Problem NoSuchPerson { get; } = new(ProblemKind.NotFound, "There is nobody of this name. The list of people names them all.");

    private const int LongestDisplayName = 100;

    /// <summary>Somebody else has the name.</summary>
    public static Problem NameTaken(string name) => new(ProblemKind.Conflict, $"A person or a program is called '{name}' already, or nearly so. Choose another name, or revoke the program's tokens first.");

    /// <summary>What a role in the whole installation is called.</summary>
    public static string NameOf(SystemRole? role) => role switch
    {
        SystemRole.Auditor => "auditor",
        SystemRole.Operator => "operator",
        _ => "researcher",
    };

    /// <summary>A role by its name; null for a researcher, who has none, and for what is no name of one, which is an error.</summary>
    public static SystemRole? RoleOf(string text, FieldErrors errors)
    {
        switch (text)
        {
            case "researcher": return null;
            case "auditor": return SystemRole.Auditor;
            case "operator": return SystemRole.Operator;
            default:
                errors.Add("role", "Must be researcher, auditor or operator.");
                return null;
        }
    }

    /// <summary>Says what is wrong with a name for people.</summary>
    public static void CheckDisplayName(string? name, FieldErrors errors)
    {
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > LongestDisplayName || name.Any(char.IsControl)))
            errors.Add("displayName", $"Must be 1 to {LongestDisplayName} characters.");
    }
}
