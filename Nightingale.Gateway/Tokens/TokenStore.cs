using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.Tokens;

/// <summary>
/// The tokens that are good. Secrets are shown once, when they are made; what is kept are their hashes. Those of a cluster are read again when its
/// database tells of a change, and none is believed that was not confirmed for a while: somebody may have revoked it. Safe for concurrent use.
/// </summary>
public sealed class TokenStore : IAsyncDisposable
{
    /// <summary>What every secret begins with, so that scanners find one that lies where it should not.</summary>
    public const string SecretPrefix = "ngt_";

    /// <summary>What the tokens of operators that nodes make by themselves are called. It is not the first person's name, so that journals tell the two apart.</summary>
    public const string OperatorName = "operator-token";

    private const int SecretBytes = 32;

    // In characters; ours have 47.
    private const int LongestSecret = 128;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ITokenKeep _keep;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _goodFor;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUses = new(StringComparer.Ordinal);
    private volatile Snapshot _known;
    private volatile bool _usesUnsaved;

    private TokenStore(ITokenKeep keep, IReadOnlyList<Token> tokens, TimeProvider time, TimeSpan? goodFor)
    {
        (_keep, _time, _goodFor) = (keep, time, goodFor);
        _known = new(ByHash(tokens), time.GetTimestamp());
    }

    /// <summary>Every token, in the order in which they were made.</summary>
    public IReadOnlyList<Token> All => [.. _known.ByHash.Values.Select(WithLastUse).OrderBy(token => token.CreatedAt).ThenBy(token => token.Id, StringComparer.Ordinal)];

    /// <summary>A secret for a new token.</summary>
    public static string NewSecret() => SecretPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Opens the store over a file that only its owner can read; without a file it is empty.</summary>
    /// <exception cref="TokenStoreException">The file cannot be read.</exception>
    public static Task<TokenStore> Open(string path, TimeProvider time, CancellationToken stop = default) => Open(new TokenFile(path), time, goodFor: null, stop);

    /// <summary>Opens the store over what others may change too.</summary>
    /// <param name="keep">Where the tokens are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="goodFor">How long what was read is believed without another <see cref="Refresh"/>; null: always.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="TokenStoreException">They cannot be read.</exception>
    public static async Task<TokenStore> Open(ITokenKeep keep, TimeProvider time, TimeSpan? goodFor, CancellationToken stop = default) =>
        new(keep, await keep.Read(stop), time, goodFor);

    /// <summary>Makes a token and saves it.</summary>
    /// <returns>What the store keeps, and the secret, which is known nowhere else.</returns>
    /// <exception cref="TokenStoreException">It could not be saved; there is no such token.</exception>
    public async Task<(Token Token, string Secret)> Create(
        string name, Role role, IReadOnlyList<string> accounts, DateTimeOffset? expiresAt, string createdBy)
    {
        var secret = NewSecret();
        var token = Make(secret, name, role, accounts, expiresAt, createdBy);
        await Add(token, ifNoOperator: false);
        return (token, secret);
    }

    /// <summary>Makes a token for a person and saves it.</summary>
    /// <param name="person">Whose it is.</param>
    /// <param name="label">What the person calls it.</param>
    /// <param name="accounts">The accounts that it is cut down to; none for all of the person's.</param>
    /// <param name="readOnly">Whether it may change nothing.</param>
    /// <param name="expiresAt">When it ceases to be good; null: never.</param>
    /// <returns>What the store keeps, and the secret, which is known nowhere else.</returns>
    /// <exception cref="TokenStoreException">It could not be saved; there is no such token.</exception>
    public async Task<(Token Token, string Secret)> CreateFor(string person, string? label, IReadOnlyList<string> accounts, bool readOnly, DateTimeOffset? expiresAt)
    {
        var secret = NewSecret();
        var token = Make(secret, person, Role.Person, accounts, expiresAt, PrincipalNames.PrincipalOf(person)) with { ReadOnly = readOnly, Label = label };
        await Add(token, ifNoOperator: false);
        return (token, secret);
    }

    /// <summary>Saves an operator's token with a secret that is known already.</summary>
    /// <param name="secret">Of <see cref="NewSecret"/>.</param>
    /// <param name="createdBy">Who makes it.</param>
    /// <param name="ifNone">Only if there is no good one of an operator, here or on any other node.</param>
    /// <returns>Whether it was saved.</returns>
    /// <exception cref="TokenStoreException">It could not be saved.</exception>
    public Task<bool> AddOperator(string secret, string createdBy, bool ifNone) =>
        Add(Make(secret, OperatorName, Role.Operator, [], expiresAt: null, createdBy), ifNone);

    /// <summary>Ends a token, at once and for good.</summary>
    /// <returns>Whether there was one with this id.</returns>
    /// <exception cref="TokenStoreException">It could not be saved; the token is still good.</exception>
    public Task<bool> Revoke(string id) => Alone(async () =>
    {
        var revoked = await _keep.Revoke(id);
        if (revoked) _known = new(_known.ByHash.RemoveRange(_known.ByHash.Where(known => known.Value.Id == id).Select(known => known.Key)), _known.ReadAt);
        return revoked;
    });

    /// <summary>Reads the tokens again: another node may have made or revoked one.</summary>
    /// <exception cref="TokenStoreException">They cannot be read.</exception>
    public Task Refresh(CancellationToken stop) => Alone(async () =>
    {
        var asked = _time.GetTimestamp();
        _known = new(ByHash(await _keep.Read(stop)), asked);
        return true;
    });

    /// <summary>The token with this secret, whether it is still good or not; null if there is none.</summary>
    /// <exception cref="TokenStoreException">It was not confirmed for too long.</exception>
    public Token? Find(ReadOnlySpan<char> secret)
    {
        if (IsStale) throw new TokenStoreException("The cluster's database has not confirmed any token for a while, so none is believed. Try again; if it stays, look at the database.");
        if (secret.Length > LongestSecret) return null;

        // Asked at every request, so on the stack. What an attacker could learn from the time that the look-up takes is about the hash of a guess, not about a secret.
        Span<byte> bytes = stackalloc byte[LongestSecret * 3];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Span<char> hash = stackalloc char[SHA256.HashSizeInBytes * 2];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(secret, bytes)], digest);
        Convert.TryToHexStringLower(digest, hash, out _);
        return _known.WithHash(hash) is { } token && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(hash), MemoryMarshal.AsBytes(token.Hash.AsSpan())) ? token : null;
    }

    /// <summary>Whether a token still exists and is good, as far as is known.</summary>
    public bool IsGood(string id) => !IsStale && _known.ById.TryGetValue(id, out var token) && token.IsGood(_time.GetUtcNow());

    /// <summary>The token with this id, whether it is still good or not; null if there is none, or if none was confirmed for too long.</summary>
    public Token? WithId(string id) => IsStale ? null : _known.ById.GetValueOrDefault(id);

    /// <summary>Remembers, to the second, that a token was used; <see cref="SaveUses"/> writes it down.</summary>
    public void Used(Token token)
    {
        // Many requests come with one token, and reading takes no lock.
        var now = _time.GetUtcNow();
        if (_lastUses.TryGetValue(token.Id, out var at) && now - at < Second && now >= at) return;
        _lastUses[token.Id] = now;
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
            await Alone(async () =>
            {
                await _keep.Used(_lastUses.ToDictionary(StringComparer.Ordinal));
                return true;
            });
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

    private bool IsStale => _goodFor is { } bound && _time.GetElapsedTime(_known.ReadAt) > bound;

    private static ImmutableDictionary<string, Token> ByHash(IEnumerable<Token> tokens) => tokens.ToImmutableDictionary(token => token.Hash, StringComparer.Ordinal);

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private Task<bool> Add(Token token, bool ifNoOperator) => Alone(async () =>
    {
        var added = await _keep.Add(token, ifNoOperator);
        if (added) _known = new(_known.ByHash.Add(token.Hash, token), _known.ReadAt);
        return added;
    });

    private Token Make(string secret, string name, Role role, IReadOnlyList<string> accounts, DateTimeOffset? expiresAt, string createdBy) =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), name, role, accounts, HashOf(secret), _time.GetUtcNow(), createdBy, expiresAt);

    // One at a time, so that what was read before a change is never taken for what is there after it.
    private async Task<T> Alone<T>(Func<Task<T>> work)
    {
        await _changing.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            _changing.Release();
        }
    }

    private Token WithLastUse(Token token) => _lastUses.TryGetValue(token.Id, out var at) && !(at < token.LastUsedAt) ? token with { LastUsedAt = at } : token;

    /// <summary>What was read, and when that began.</summary>
    private sealed record Snapshot(ImmutableDictionary<string, Token> ByHash, long ReadAt)
    {
        private readonly Dictionary<string, Token>.AlternateLookup<ReadOnlySpan<char>> _withHash =
            new Dictionary<string, Token>(ByHash, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

        public Dictionary<string, Token> ById { get; } = ByHash.Values.ToDictionary(token => token.Id, StringComparer.Ordinal);

        public Token? WithHash(ReadOnlySpan<char> hash) => _withHash.TryGetValue(hash, out var token) ? token : null;
    }
}
