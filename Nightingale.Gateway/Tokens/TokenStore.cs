using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.Tokens;

/// <summary>
/// The tokens that are good, in a file that only its owner can read. Secrets are shown once, when they are made; the file holds their hashes.
/// Safe for concurrent use.
/// </summary>
public sealed class TokenStore : IAsyncDisposable
{
    /// <summary>What every secret begins with, so that scanners find one that lies where it should not.</summary>
    public const string SecretPrefix = "ngt_";

    private const int SecretBytes = 32;

    private readonly TokenFile _file;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUses = new(StringComparer.Ordinal);
    private volatile ImmutableDictionary<string, Token> _byHash;
    private volatile bool _usesUnsaved;

    private TokenStore(TokenFile file, IEnumerable<Token> tokens, TimeProvider time)
    {
        (_file, _time) = (file, time);
        _byHash = tokens.ToImmutableDictionary(token => token.Hash, StringComparer.Ordinal);
    }

    /// <summary>Every token, in the order in which they were made.</summary>
    public IReadOnlyList<Token> All => [.. _byHash.Values.Select(WithLastUse).OrderBy(token => token.CreatedAt).ThenBy(token => token.Id, StringComparer.Ordinal)];

    /// <summary>Opens the store; without a file it is empty.</summary>
    /// <exception cref="TokenStoreException">The file cannot be read.</exception>
    public static async Task<TokenStore> Open(string path, TimeProvider time, CancellationToken stop = default)
    {
        var file = new TokenFile(path);
        return new(file, await file.Read(stop), time);
    }

    /// <summary>Makes a token and saves it.</summary>
    /// <returns>What the store keeps, and the secret, which is known nowhere else.</returns>
    /// <exception cref="TokenStoreException">It could not be saved; there is no such token.</exception>
    public async Task<(Token Token, string Secret)> Create(
        string name, Role role, IReadOnlyList<string> accounts, DateTimeOffset? expiresAt, string createdBy)
    {
        var secret = SecretPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var token = new Token(id, name, role, accounts, HashOf(secret), _time.GetUtcNow(), createdBy, expiresAt);
        await Change(tokens => tokens.Add(token.Hash, token));
        return (token, secret);
    }

    /// <summary>Ends a token, at once and for good.</summary>
    /// <returns>Whether there was one with this id.</returns>
    /// <exception cref="TokenStoreException">It could not be saved; the token is still good.</exception>
    public async Task<bool> Revoke(string id)
    {
        if (_byHash.Values.FirstOrDefault(token => token.Id == id) is not { } found) return false;
        await Change(tokens => tokens.Remove(found.Hash));
        return true;
    }

    /// <summary>The token with this secret, whether it is still good or not; null if there is none.</summary>
    public Token? Find(string secret)
    {
        // What an attacker could learn from the time that the look-up takes is about the hash of a guess, not about a secret.
        var hash = HashOf(secret);
        return _byHash.GetValueOrDefault(hash) is { } token
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(token.Hash))
            ? token
            : null;
    }

    /// <summary>Whether a token still exists and is good.</summary>
    public bool IsGood(string id) => _byHash.Values.Any(token => token.Id == id && token.IsGood(_time.GetUtcNow()));

    /// <summary>Remembers that a token was used; <see cref="SaveUses"/> writes it down.</summary>
    public void Used(Token token)
    {
        _lastUses[token.Id] = _time.GetUtcNow();
        _usesUnsaved = true;
    }

    /// <summary>Saves when tokens were last used, if that changed.</summary>
    /// <exception cref="TokenStoreException">It could not be saved.</exception>
    public async Task SaveUses()
    {
        if (!_usesUnsaved) return;
        _usesUnsaved = false;
        try
        {
            await Change(tokens => tokens);
        }
        catch (TokenStoreException)
        {
            _usesUnsaved = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await SaveUses();
        }
        catch (TokenStoreException)
        {
            // Only the times of last use are lost; they are told as far as is known.
        }

        _changing.Dispose();
    }

    private async Task Change(Func<ImmutableDictionary<string, Token>, ImmutableDictionary<string, Token>> change)
    {
        await _changing.WaitAsync();
        try
        {
            var changed = change(_byHash);
            await _file.Write([.. changed.Values.Select(WithLastUse).OrderBy(token => token.CreatedAt)]);
            _byHash = changed;
        }
        finally
        {
            _changing.Release();
        }
    }

    private Token WithLastUse(Token token) => _lastUses.TryGetValue(token.Id, out var at) ? token with { LastUsedAt = at } : token;

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
