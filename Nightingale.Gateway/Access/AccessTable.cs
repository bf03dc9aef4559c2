using static Nightingale.Gateway.Access.AccessTable.Who;

namespace Nightingale.Gateway.Access;

/// <summary>
/// Who may call what: the one place where that is said. An endpoint that is not here is open to nobody. Within what a researcher may call,
/// only things of the token's accounts exist.
/// </summary>
internal static class AccessTable
{
    private static readonly Dictionary<string, Who> Rules = new(StringComparer.Ordinal)
    {
        ["launchInstance"] = Researchers | Operators,
        ["listInstances"] = Researchers | Operators | Auditors,
        ["showInstance"] = Researchers | Operators | Auditors,
        ["startInstance"] = Researchers | Operators,
        ["stopInstance"] = Researchers | Operators,
        ["restartInstance"] = Researchers | Operators,
        ["resizeInstance"] = Researchers | Operators,
        ["releaseInstance"] = Researchers | Operators,
        ["deleteInstance"] = Researchers | Operators,
        ["listInstanceEvents"] = Researchers | Operators | Auditors,
        ["readInstanceLog"] = Researchers | Operators,
        ["followEvents"] = Researchers | Operators | Auditors,
        ["openAccount"] = Operators,
        ["grantCredit"] = Operators,
        ["showUsage"] = Researchers | Operators | Auditors,
        ["showBalance"] = Researchers | Operators | Auditors,
        ["listSizes"] = Researchers | Operators | Auditors,
        ["listTargets"] = Researchers | Operators | Auditors,
        ["createToken"] = Operators,
        ["listTokens"] = Operators,
        ["revokeToken"] = Operators,
        ["listJournalEntities"] = Operators | Auditors,
        ["listJournalEvents"] = Operators | Auditors,
        ["showJournalState"] = Operators | Auditors,
        ["verifyJournal"] = Operators | Auditors,
        ["exportJournal"] = Operators | Auditors,
        ["showCluster"] = Operators,
        ["drainNode"] = Operators,
        ["undrainNode"] = Operators,
        ["isAlive"] = Everybody,
        ["isReady"] = Everybody,
        ["openApi"] = Everybody,
        ["showFirstPage"] = Everybody,
        ["showPage"] = Everybody,
        ["readAsset"] = Everybody,
    };

    /// <summary>Those who may call something.</summary>
    [Flags]
    public enum Who
    {
        Nobody = 0,
        Researchers = 1,
        Auditors = 2,
        Operators = 4,

        /// <summary>Also without a token.</summary>
        Everybody = 8,
    }

    /// <summary>The names of the endpoints in the table.</summary>
    public static IReadOnlyCollection<string> Endpoints => Rules.Keys;

    /// <summary>Whether a caller (null: anonymous) may call an endpoint.</summary>
    public static bool Allows(string? endpoint, Caller? caller)
    {
        var who = endpoint is null ? Nobody : Rules.GetValueOrDefault(endpoint, Nobody);
        if (who.HasFlag(Everybody)) return true;
        return caller?.Role switch
        {
            Role.Researcher => who.HasFlag(Researchers),
            Role.Auditor => who.HasFlag(Auditors),
            Role.Operator => who.HasFlag(Operators),
            _ => false,
        };
    }
}
