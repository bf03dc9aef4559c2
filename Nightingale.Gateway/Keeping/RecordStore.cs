using System.Collections.Immutable;

namespace Nightingale.Gateway.Keeping;

/// <summary>
/// Records of a kind as they were last read, and the way to change them. Those of a cluster are read again when its database tells of a change, and none
/// is believed that was not confirmed for a while. Safe for concurrent use.
/// </summary>
/// <param name="keep">Where they are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="goodFor">How long what was read is believed without another <see cref="Refresh"/>; null: always.</param>
public sealed class RecordStore<T>(IRecordKeep<T> keep, TimeProvider time, TimeSpan? goodFor) : IDisposable
    where T : class, IKept<T>
{
    // Another node changes the same record at most a few times in a row.
    private const int Attempts = 8;

    private readonly SemaphoreSlim _changing = new(1);
    private volatile Snapshot _known = new(ImmutableDictionary.Create<string, T>(StringComparer.Ordinal), long.MinValue);

    /// <summary>Every record, as far as is known.</summary>
    public IEnumerable<T> All => _known.ByKey.Values;

    /// <summary>Whether what is known was not confirmed for too long.</summary>
    public bool IsStale => goodFor is { } bound && time.GetElapsedTime(_known.ReadAt) > bound;

    /// <summary>The record with this key; null if there is none.</summary>
    /// <exception cref="KeepException">It was not confirmed for too long.</exception>
    public T? Find(string key) => IsStale
        ? throw new KeepException("The cluster's database has not confirmed who may sign in for a while, so nobody is believed. Try again; if it stays, look at the database.")
        : _known.ByKey.GetValueOrDefault(key);

    /// <summary>Reads the records again.</summary>
    /// <exception cref="KeepException">They cannot be read.</exception>
    public Task Refresh(CancellationToken stop) => Alone(async () =>
    {
        await Read(stop);
        return true;
    });

    /// <summary>Keeps a new record.</summary>
    /// <returns>Whether it is kept: not if there is one with its key.</returns>
    /// <exception cref="KeepException">It could not be kept.</exception>
    public Task<bool> Add(T record) => Alone(() => Put(record.At(1)));

    /// <summary>Changes a record, however many do so at once: each starts from what the one before it left.</summary>
    /// <param name="key">Which.</param>
    /// <param name="change">How; null leaves it as it is. May be called again.</param>
    /// <returns>What is kept now; null if there is no such record, or it was left.</returns>
    /// <exception cref="KeepException">It could not be kept; nothing is changed.</exception>
    public Task<T?> Change(string key, Func<T, T?> change) => Alone(async () =>
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (_known.ByKey.GetValueOrDefault(key) is not { } now || change(now) is not { } next) return null;
            next = next.At(now.Version + 1);
            if (await Put(next)) return next;
            await Read(default);
        }

        throw new KeepException("Others change the same at once, again and again. Try again.");
    });

    /// <summary>Removes records, at once and for good.</summary>
    /// <exception cref="KeepException">They could not be removed.</exception>
    public Task Remove(Func<T, bool> which) => Alone(async () =>
    {
        var keys = _known.ByKey.Values.Where(which).Select(record => record.Key).ToList();
        if (keys.Count == 0) return false;
        await keep.Remove(keys);
        _known = _known with { ByKey = _known.ByKey.RemoveRange(keys) };
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    private async Task<bool> Put(T record)
    {
        if (!await keep.Put(record)) return false;
        _known = _known with { ByKey = _known.ByKey.SetItem(record.Key, record) };
        return true;
    }

    private async Task Read(CancellationToken stop)
    {
        var asked = time.GetTimestamp();
        _known = new((await keep.Read(stop)).ToImmutableDictionary(record => record.Key, StringComparer.Ordinal), asked);
    }

    // One at a time, so that what was read before a change is never taken for what is there after it.
    private async Task<TResult> Alone<TResult>(Func<Task<TResult>> work)
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

    /// <summary>What was read, and when that began.</summary>
    private sealed record Snapshot(ImmutableDictionary<string, T> ByKey, long ReadAt);
}
