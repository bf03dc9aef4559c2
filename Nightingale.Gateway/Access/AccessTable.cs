using static Nightingale.Gateway.Access.AccessTable.Subject;
using static Nightingale.Gateway.Access.AccessTable.Who;

namespace Nightingale.Gateway.Access;

/// <summary>
/// Who may call what: the one place where that is said. An endpoint that is not here is open to nobody. What an address names belongs to an account, and
/// the caller is judged by the role in that account; of an account that the caller may not see, nothing exists.
/// </summary>
internal static class AccessTable
{
    private const Who Members = Researchers | Owners | AccountAuditors;
    private const Who Users = Researchers | Owners;
    private const Who All = Auditors | Operators;

    private static readonly Dictionary<string, Rule> Rules = new(StringComparer.Ordinal)
    {
        ["launchInstance"] = Users | Operators,
        ["listInstances"] = SignedIn,
        ["showInstance"] = new(AnInstance, Members | All),
        ["startInstance"] = new(AnInstance, Users | Operators),
        ["stopInstance"] = new(AnInstance, Users | Operators),
        ["restartInstance"] = new(AnInstance, Users | Operators),
        ["resizeInstance"] = new(AnInstance, Users | Operators),
        ["releaseInstance"] = new(AnInstance, Users | Operators),
        ["deleteInstance"] = new(AnInstance, Users | Operators),
        ["listInstanceEvents"] = new(AnInstance, Members | All),
        ["readInstanceLog"] = new(AnInstance, Users | Operators),
        ["followEvents"] = SignedIn,
        ["openAccount"] = Operators,
        ["listAccounts"] = SignedIn,
        ["listMembers"] = new(AnAccount, Members | All),
        ["setMember"] = new(AnAccount, Owners | Operators),
        ["removeMember"] = new(AnAccount, Owners | Operators),
        ["showPermissions"] = new(AnAccount, Members | All),
        ["setPermissions"] = new(AnAccount, Owners),
        ["setBudget"] = new(AnAccount, Owners | Operators),
        ["grantCredit"] = new(AnAccount, Operators),
        ["showUsage"] = new(AnAccount, Members | All),
        ["showBalance"] = new(AnAccount, Members | All),
        ["listSizes"] = SignedIn,
        ["listTargets"] = SignedIn,
        ["listPrices"] = SignedIn,
        ["createToken"] = SignedIn,
        ["listTokens"] = SignedIn,
        ["revokeToken"] = SignedIn,
        ["listAttempts"] = All,
        ["listJournalEntities"] = All,
        ["listJournalEvents"] = All,
        ["showJournalState"] = All,
        ["verifyJournal"] = All,
        ["exportJournal"] = All,
        ["showCluster"] = Operators,
        ["drainNode"] = Operators,
        ["undrainNode"] = Operators,
        ["startSession"] = Everybody,
        ["endMySession"] = Everybody,
        ["showSignIn"] = Everybody,
        ["showMe"] = SignedIn,
        ["changePassword"] = SignedIn,
        ["enrolAuthenticator"] = SignedIn,
        ["confirmAuthenticator"] = SignedIn,
        ["removeAuthenticator"] = SignedIn,
        ["beginPasskey"] = SignedIn,
        ["addPasskey"] = SignedIn,
        ["removePasskey"] = SignedIn,
        ["beginPasskeySignIn"] = Everybody,
        ["passkeySignIn"] = Everybody,
        ["beginOidcSignIn"] = Everybody,
        ["finishOidcSignIn"] = Everybody,
        ["listSessions"] = SignedIn,
        ["endSession"] = SignedIn,
        ["listPeople"] = All,
        ["addPerson"] = Operators,
        ["changePerson"] = Operators,
        ["lockPerson"] = Operators,
        ["unlockPerson"] = Operators,
        ["resetPerson"] = Operators,

        // Who may open which notebook is asked of NotebookRights at each request: browsers come with a cookie of that one instance, or are led to where they get one.
        ["openNotebook"] = Everybody,
        ["enterNotebook"] = Everybody,
        ["followNotebook"] = Everybody,

        ["isAlive"] = Everybody,
        ["isReady"] = Everybody,
        ["openApi"] = Everybody,
        ["showFirstPage"] = Everybody,
        ["showPage"] = Everybody,
        ["readAsset"] = Everybody,
    };

    private static readonly Rule Shut = new(Nothing, Nobody);

    /// <summary>Those who may call something.</summary>
    [Flags]
    public enum Who
    {
        Nobody = 0,

        /// <summary>Of the account: launches and uses instances.</summary>
        Researchers = 1,

        /// <summary>Of the account: all of that, and says who its members are and what they may.</summary>
        Owners = 2,

        /// <summary>Of the account: reads, and changes nothing.</summary>
        AccountAuditors = 4,

        /// <summary>Of all accounts.</summary>
        Auditors = 8,

        /// <summary>Of all accounts.</summary>
        Operators = 16,

        /// <summary>Whoever showed who they are.</summary>
        SignedIn = 32,

        /// <summary>Also who did not.</summary>
        Everybody = 64,
    }

    /// <summary>What an endpoint's address names: the role in that thing's account counts.</summary>
    public enum Subject
    {
        /// <summary>Nothing that is an account's: a role in any account counts.</summary>
        Nothing,

        /// <summary>An account, by the route's value <c>id</c>.</summary>
        AnAccount,

        /// <summary>An instance, by the route's value <c>id</c>.</summary>
        AnInstance,
    }

    /// <summary>The names of the endpoints in the table.</summary>
    public static IReadOnlyCollection<string> Endpoints => Rules.Keys;

    /// <summary>What the table says of an endpoint.</summary>
    public static Rule Of(string? endpoint) => endpoint is not null && Rules.TryGetValue(endpoint, out var rule) ? rule : Shut;

    /// <summary>A row of the table.</summary>
    /// <param name="On">What the endpoint's address names.</param>
    /// <param name="May">Who may call it.</param>
    internal sealed record Rule(Subject On, Who May)
    {
        /// <summary>A row of an endpoint whose address names nothing that is an account's.</summary>
        public static implicit operator Rule(Who may) => new(Nothing, may);

        /// <summary>Whether it may be called without showing who one is.</summary>
        public bool IsOpen => May.HasFlag(Everybody);

        /// <summary>Whether a caller may call it about something of an account (null: about nothing of any).</summary>
        public bool Allows(Caller caller, string? account) => IsOpen || (caller.Is(account) & May) != Nobody;
    }
}
