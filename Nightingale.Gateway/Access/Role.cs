namespace Nightingale.Gateway.Access;

/// <summary>What a token is for.</summary>
public enum Role
{
    /// <summary>Launches and uses instances of the accounts that the token names.</summary>
    Researcher,

    /// <summary>Reads journals, bills and lists of every account, and changes nothing.</summary>
    Auditor,

    /// <summary>Runs the installation: every account's instances, and the tokens.</summary>
    Operator,

    /// <summary>Belongs to a person, who made it: it may what the person may, within its scope.</summary>
    Person,
}
