using System.Globalization;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands.Journals;

/// <summary>Where a replay ends: after a sequence number, or at a moment; both included.</summary>
internal sealed record ReplayEnd(long? Sequence, DateTimeOffset? At)
{
    /// <summary>Reads what a person says; null means the end.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static ReplayEnd Parse(string? text)
    {
        if (text is null) return new(null, null);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0) return new(sequence, null);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new(null, at)
            : throw new UsageException($"'{text}' is neither a sequence number nor a time. Give one such as 17 or 2026-03-01T09:00:00Z.");
    }

    /// <summary>Whether an event is before the end.</summary>
    public bool Includes(JsonObject happened) =>
        !((long)happened["sequence"]! > Sequence) && !(At is { } end && DateTimeOffset.Parse((string)happened["at"]!, CultureInfo.InvariantCulture) > end);
}
