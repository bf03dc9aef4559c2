using System.Collections.Concurrent;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>The codes that were used here and are not yet too old to be used: a code is good once.</summary>
internal sealed class SpentCodes(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _spent = new(StringComparer.Ordinal);

    /// <summary>Spends a code; false if it was spent before.</summary>
    public bool Spend(NotebookPass code)
    {
        var now = time.GetUtcNow();
        foreach (var (once, until) in _spent)
            if (until < now) _spent.TryRemove(once, out _);
        return _spent.TryAdd(code.Once, code.Until);
    }
}
