using System.Globalization;
using System.Runtime.InteropServices;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Projections;

/// <summary>
/// A place in the list of instances, which is in the order of creation. It stays good whatever happens to the instance that it was taken from.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct InstanceCursor(DateTimeOffset CreatedAt, InstanceId Id) : IComparable<InstanceCursor>
{
    /// <inheritdoc/>
    public int CompareTo(InstanceCursor other)
    {
        var byTime = CreatedAt.CompareTo(other.CreatedAt);
        return byTime != 0 ? byTime : Id.Value.CompareTo(other.Id.Value);
    }

    /// <summary>For example <c>19ca8f2b400-0f8fad5b-d9cb-469f-a165-70867728950e</c>; opaque to clients.</summary>
    public override string ToString() => $"{CreatedAt.ToUnixTimeMilliseconds():x}-{Id}";

    /// <summary>Reads what <see cref="ToString"/> wrote, and nothing else.</summary>
    public static bool TryParse(string? text, out InstanceCursor cursor)
    {
        cursor = default;
        var cut = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (cut < 0
            || !long.TryParse(text.AsSpan(0, cut), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds < 0
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            || !InstanceId.TryParse(text![(cut + 1)..], out var id))
            return false;
        cursor = new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), id);
        return true;
    }

    /// <summary>Earlier in the list.</summary>
    public static bool operator <(InstanceCursor left, InstanceCursor right) => left.CompareTo(right) < 0;

    /// <summary>Earlier in the list, or the same place.</summary>
    public static bool operator <=(InstanceCursor left, InstanceCursor right) => left.CompareTo(right) <= 0;

    /// <summary>Later in the list.</summary>
    public static bool operator >(InstanceCursor left, InstanceCursor right) => left.CompareTo(right) > 0;

    /// <summary>Later in the list, or the same place.</summary>
    public static bool operator >=(InstanceCursor left, InstanceCursor right) => left.CompareTo(right) >= 0;
}
