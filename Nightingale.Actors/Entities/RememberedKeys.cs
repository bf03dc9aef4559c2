namespace Nightingale.Actors.Entities;

/// <summary>The idempotency keys of an entity's last accepted commands, oldest forgotten first.</summary>
internal sealed class RememberedKeys(int capacity)
{
    private readonly Dictionary<string, string> _fingerprints = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>In the order in which they were remembered, as the journal writes them.</summary>
    public IEnumerable<string> Stored => _order.Select(key => Write(new(key, _fingerprints[key])));

    /// <summary>How the journal writes a key: the fingerprint has no space, the key may have.</summary>
    public static string Write(CommandKey key) => $"{key.Fingerprint} {key.Key}";

    /// <summary>The fingerprint that <paramref name="key"/> was used with, or null.</summary>
    public string? FingerprintOf(string key) => _fingerprints.GetValueOrDefault(key);

    public void Remember(string stored)
    {
        var space = stored.IndexOf(' ', StringComparison.Ordinal);
        if (_fingerprints.TryAdd(stored[(space + 1)..], stored[..space])) _order.Enqueue(stored[(space + 1)..]);
        if (_order.Count > capacity) _fingerprints.Remove(_order.Dequeue());
    }
}
