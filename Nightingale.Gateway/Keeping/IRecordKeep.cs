namespace Nightingale.Gateway.Keeping;

/// <summary>Something that is kept under a key, and changed only by those who know how it is now.</summary>
/// <typeparam name="T">Itself.</typeparam>
public interface IKept<out T>
{
    /// <summary>Names it among its kind.</summary>
    string Key { get; }

    /// <summary>How often it was written; 0: never.</summary>
    long Version { get; }

    /// <summary>The same with another version.</summary>
    T At(long version);
}

/// <summary>Where records of a kind are kept: a node's file, or a table of a cluster. What cannot be done throws, and then nothing was done.</summary>
public interface IRecordKeep<T>
    where T : class, IKept<T>
{
    /// <summary>Every record.</summary>
    /// <exception cref="KeepException">They cannot be read.</exception>
    Task<IReadOnlyList<T>> Read(CancellationToken stop);

    /// <summary>Keeps a record in the place of its version before; version 1 is new.</summary>
    /// <returns>Whether it is kept: not if somebody else was faster.</returns>
    /// <exception cref="KeepException">It cannot be kept.</exception>
    Task<bool> Put(T record);

    /// <summary>Removes records, by their keys.</summary>
    /// <exception cref="KeepException">They cannot be removed.</exception>
    Task Remove(IReadOnlyCollection<string> keys);
}

/// <summary>What is kept cannot be read or written. The message is fit for people.</summary>
public sealed class KeepException(string message, Exception? inner = null) : Exception(message, inner);
