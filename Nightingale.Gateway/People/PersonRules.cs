using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.People;

/// <summary>What holds of people, whoever adds or changes one.</summary>
internal static class PersonRules
{
    /// <summary>There is nobody of that name.</summary>
    public static Problem NoSuchPerson { get; } = new(ProblemKind.NotFound, "There is nobody of this name. The list of people names them all.");

    private const int LongestDisplayName = 100;

    /// <summary>A role by its name; null, and an error, if there is none.</summary>
    public static Role? RoleOf(string? text, FieldErrors errors)
    {
        switch (text)
        {
            case "researcher": return Role.Researcher;
            case "auditor": return Role.Auditor;
            case "operator": return Role.Operator;
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
