namespace Nightingale.Gateway.Tokens;

/// <summary>Where tokens are kept: a node's file, or the table of a cluster. Calls come one at a time. What cannot be done throws, and then nothing was done.</summary>
public interface ITokenKeep
{
    /// <summary>Every token that was not revoked.</summary>
    /// <exception cref="TokenStoreException">They cannot be read.</exception>
    Task<IReadOnlyList<Token>> Read(CancellationToken stop);

    /// <summary>Keeps a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="ifNoOperator">Only if there is no good token of an operator yet, whoever else is about to make one.</param>
    /// <returns>Whether it is kept.</returns>
    /// <exception cref="TokenStoreException">It cannot be kept.</exception>
    Task<bool> Add(Token token, bool ifNoOperator);

    /// <summary>Revokes a token.</summary>
    /// <returns>Whether there was one with this id.</returns>
    /// <exception cref="TokenStoreException">It cannot be revoked, and is still good.</exception>
    Task<bool> Revoke(string id);

    /// <summary>Notes when tokens were last used, by their ids.</summary>
    /// <exception cref="TokenStoreException">It cannot be noted.</exception>
    Task Used(IReadOnlyDictionary<string, DateTimeOffset> uses);
}
