using System.Buffers;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// An address in Jupyter that can be read in one way only. What two servers could read differently (dots, empty segments, encoded separators,
/// anything encoded twice) is no such address: the permission that is asked for must be that of what Jupyter does.
/// </summary>
internal sealed class NotebookPath
{
    private static readonly SearchValues<char> Refused = SearchValues.Create([';', '\\', '#', .. Enumerable.Range(0, 0x21).Select(code => (char)code), '\u007f']);

    private static readonly SearchValues<char> RefusedDecoded = SearchValues.Create(['/', ';', '\\', '\u007f', .. Enumerable.Range(0, 0x20).Select(code => (char)code)]);

    private NotebookPath(string raw, string query, string[] segments) => (Raw, Query, Segments) = (raw, query, segments);

    /// <summary>The path as it came, from its first slash on, without the query.</summary>
    public string Raw { get; }

    /// <summary>The query as it came, with its question mark; empty if there is none.</summary>
    public string Query { get; }

    /// <summary>The path's pieces, decoded; a last empty one if it ends with a slash.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>Path and query.</summary>
    public override string ToString() => Raw + Query;

    /// <summary>Reads a path with its query, as it stands in a request line.</summary>
    public static bool TryParse(string target, out NotebookPath path)
    {
        path = null!;
        var cut = target.IndexOf('?', StringComparison.Ordinal);
        var (raw, query) = cut < 0 ? (target, "") : (target[..cut], target[cut..]);
        if (!raw.StartsWith('/') || raw.AsSpan().ContainsAny(Refused) || query.AsSpan().ContainsAnyInRange('\0', ' ') || query.Contains('#', StringComparison.Ordinal)) return false;
        var segments = raw[1..].Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Length == 0 && i < segments.Length - 1) return false;
            if (!TryDecode(segments[i], out segments[i])) return false;
        }

        path = new(raw, query, segments);
        return true;
    }

    private static bool TryDecode(string segment, out string decoded)
    {
        decoded = segment;
        if (segment.Contains('%', StringComparison.Ordinal))
        {
            if (!IsWellEncoded(segment)) return false;
            decoded = Uri.UnescapeDataString(segment);
            if (decoded.AsSpan().ContainsAny(RefusedDecoded) || IsEncodedTwice(decoded)) return false;
        }

        return decoded is not ("." or "..");
    }

    private static bool IsWellEncoded(string segment)
    {
        for (var at = segment.IndexOf('%', StringComparison.Ordinal); at >= 0; at = segment.IndexOf('%', at + 1))
            if (!IsEncoded(segment, at)) return false;
        return true;
    }

    private static bool IsEncodedTwice(string decoded)
    {
        for (var at = decoded.IndexOf('%', StringComparison.Ordinal); at >= 0; at = decoded.IndexOf('%', at + 1))
            if (IsEncoded(decoded, at)) return true;
        return false;
    }

    private static bool IsEncoded(string text, int at) => at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);
}
