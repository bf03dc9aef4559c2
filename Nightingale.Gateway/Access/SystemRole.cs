namespace Nightingale.Gateway.Access;

/// <summary>What somebody is in the whole installation, beside what they are in accounts.</summary>
public enum SystemRole
{
    /// <summary>Reads journals, bills and lists of every account, and changes nothing.</summary>
    Auditor,

    /// <summary>Runs the installation: every account's instances, persons and tokens. Opens nobody's notebook.</summary>
    Operator,
}
