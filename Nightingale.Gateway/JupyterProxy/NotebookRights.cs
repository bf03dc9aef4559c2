using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// Who may open which notebook, and what the account lets its members do there: the one place where the proxy asks. Everything is answered from
/// memory, since it is asked at every request.
/// </summary>
internal sealed class NotebookRights(GatewayServices gateway, Callers callers)
{
    // An account that nobody knows lets nobody do anything.
    private static readonly AccountPermissions Nothing = new(Terminals: false, Downloads: false, Uploads: false, StartOnOpen: false);

    /// <summary>
    /// Whether somebody may open an instance. Only researchers and owners of its account do: auditors and operators, who see that it is there, have no business
    /// with the data in it.
    /// </summary>
    public static bool MayOpen(Caller caller, Notebook notebook) => caller.MayUse(notebook.Account);

    /// <summary>What an account lets its members do, at the moment.</summary>
    public AccountPermissions PermissionsOf(string account) => gateway.Memberships.Find(account)?.Permissions ?? Nothing;

    /// <summary>Who has a credential, if it is still good.</summary>
    /// <param name="credential">Its id: <see cref="Caller.Credential"/>. Not a secret.</param>
    /// <exception cref="Keeping.KeepException">Sessions were not confirmed for too long.</exception>
    public Caller? Holder(string credential)
    {
        if (gateway.Tokens.WithId(credential) is { } token) return token.IsGood(gateway.Time.GetUtcNow()) ? callers.Of(token) : null;
        if (gateway.People.Sessions.Good(credential) is not { } session || gateway.People.Store.Find(session.Person) is not { IsLocked: false } person) return null;
        return callers.Of(person, session.Id);
    }

    /// <summary>Somebody works in a notebook: a session is in use there as anywhere.</summary>
    public void Used(Caller caller)
    {
        if (caller.Token is null) gateway.People.Sessions.Touch(caller.Credential);
    }
}
