using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// Who may open which notebook, and what the account lets its members do there: the one place where the proxy asks. Everything is answered from
/// memory, since it is asked at every request.
/// </summary>
internal sealed class NotebookRights(GatewayServices gateway)
{
    /// <summary>
    /// Whether somebody may open an instance. Only members of its account do: auditors and operators, who see that it is there, have no business
    /// with the data in it.
    /// </summary>
    public static bool MayOpen(Caller caller, Notebook notebook) => caller.Accounts.Contains(notebook.Account, StringComparer.Ordinal);

    /// <summary>Whether what somebody came in with is still good.</summary>
    public bool IsGood(Caller caller) => gateway.Tokens.IsGood(caller.TokenId);

    /// <summary>What an account lets its members do.</summary>
    public NotebookPermissions PermissionsOf(string account) => gateway.Notebooks.PermissionsOf?.Invoke(account) ?? NotebookPermissions.All;

    /// <summary>Who has a credential, if it is still good.</summary>
    /// <param name="credential">Its id: <see cref="Caller.TokenId"/>. Not a secret.</param>
    public CallerIdentity? Holder(string credential) =>
        gateway.Tokens.WithId(credential) is { } token && token.IsGood(gateway.Time.GetUtcNow()) ? new(token) : null;
}
