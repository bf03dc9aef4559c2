using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Nightingale.Gateway.Keeping;

namespace Nightingale.Gateway.Sessions;

/// <summary>
/// The sessions that are good, on every gateway of a cluster. A browser holds <c>ID.SECRET</c>; what is kept is the secret's hash. Safe for concurrent use.
/// </summary>
public sealed class SessionStore : IDisposable
{
    private const string IdPrefix = "s-";
    private const int IdBytes = 8;
    private const int SecretBytes = 32;
    private const int LongestBrowser = 200;

    private readonly RecordStore<Session> _records;
    private readonly TimeProvider _time;
    private readonly SessionLimits _limits;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    private SessionStore(RecordStore<Session> records, TimeProvider time, SessionLimits limits) => (_records, _time, _limits) = (records, time, limits);

    /// <summary>The sessions that are good, the newest first.</summary>
    public IReadOnlyList<Session> All => [.. _records.All.Select(WithLastSeen).Where(Lasts).OrderByDescending(session => session.CreatedAt)];

    /// <summary>Opens the store.</summary>
    /// <param name="keep">Where sessions are kept.</param>
    /// <param name="limits">How long they last.</param>
    /// <param name="time">The clock.</param>
    /// <param name="goodFor">How long what was read is believed without another <see cref="Refresh"/>; null: always.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="KeepException">They cannot be read.</exception>
    public static async Task<SessionStore> Open(IRecordKeep<Session> keep, SessionLimits limits, TimeProvider time, TimeSpan? goodFor = null, CancellationToken stop = default)
    {
        var store = new SessionStore(new(keep, time, goodFor), time, limits);
        await store.Refresh(stop);
        return store;
    }

    /// <summary>Begins a session, with a secret of its own.</summary>
    /// <returns>What is kept, and what the browser is to hold.</returns>
    /// <exception cref="KeepException">It could not be kept.</exception>
    public async Task<(Session Session, string Cookie)> Begin(string person, string how, string? from, string? browser)
    {
        var now = _time.GetUtcNow();
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var id = IdPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var session = new Session(id, person, HashOf(secret), how, now, now, now + _limits.Life, from, browser is { Length: > LongestBrowser } ? browser[..LongestBrowser] : browser);
        if (_records.All.Any(old => !Lasts(WithLastSeen(old)))) await _records.Remove(old => !Lasts(WithLastSeen(old)));
        await _records.Add(session);
        return (session, $"{id}.{secret}");
    }

    /// <summary>The good session that a cookie opens; null if there is none. Counts as use.</summary>
    /// <exception cref="KeepException">Sessions were not confirmed for too long.</exception>
    public Session? Use(string cookie)
    {
        if (cookie.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot) || Good(cookie[..dot]) is not { } session) return null;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(cookie[(dot + 1)..])), Encoding.ASCII.GetBytes(session.Hash))) return null;
        _seen[session.Id] = _time.GetUtcNow();
        return session;
    }

    /// <summary>Counts as use of a good session, where its own cookie does not come.</summary>
    public void Touch(string id) => _seen[id] = _time.GetUtcNow();

    /// <summary>A session by its id, if it is good.</summary>
    /// <exception cref="KeepException">Sessions were not confirmed for too long.</exception>
    public Session? Good(string id) => _records.Find(id) is { } session && Lasts(WithLastSeen(session)) ? session : null;

    /// <summary>Whether a session still exists and is good, as far as is known.</summary>
    public bool IsGood(string id) => !_records.IsStale && Good(id) is not null;

    /// <summary>Ends sessions, at once and for good.</summary>
    /// <exception cref="KeepException">They could not be ended.</exception>
    public Task End(Func<Session, bool> which) => _records.Remove(which);

    /// <summary>Reads sessions again: another node may have begun or ended one.</summary>
    /// <exception cref="KeepException">They cannot be read.</exception>
    public Task Refresh(CancellationToken stop) => _records.Refresh(stop);

    /// <summary>Saves when sessions were last used.</summary>
    /// <exception cref="KeepException">It could not be saved.</exception>
    public async Task SaveUses()
    {
        foreach (var (id, at) in _seen)
        {
            await _records.Change(id, session => session.LastSeenAt < at ? session with { LastSeenAt = at } : null);
            _seen.TryRemove(new(id, at));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private bool Lasts(Session session) => _time.GetUtcNow() < session.EndsAt && _time.GetUtcNow() < session.LastSeenAt + _limits.Idle;

    private Session WithLastSeen(Session session) => _seen.TryGetValue(session.Id, out var at) && at > session.LastSeenAt ? session with { LastSeenAt = at } : session;
}

/// <summary>How long sessions last.</summary>
/// <param name="Idle">Without use.</param>
/// <param name="Life">However much they are used.</param>
public sealed record SessionLimits(TimeSpan Idle, TimeSpan Life);
