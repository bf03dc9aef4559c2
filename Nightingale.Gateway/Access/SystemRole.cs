namespace Nightingale.Gateway.Access;

/// <summary>What somebody is in the whole installation, beside what they are in accounts.</summary>
public enum SystemRole
{
    /// <summary>Reads journals, bills and lists of every account, and changes nothing.</summary>
    Auditor,

    /// <summary>Runs the installation: every account's instances, persons and tokens. Opens nobody's notebook.</summary>
    Operator,
}

/// <summary>What a person is in the whole installation.</summary>
/// <param name="Role">Null: nothing but a person; what they may do is said by accounts.</param>
public sealed record Standing(SystemRole? Role);
