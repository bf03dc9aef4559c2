using System.Text.Json.Nodes;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The ways from old versions of payloads to the present one, a step each: events are stored for ever, so a change of shape is a new version
/// and a step from the one before it. Immutable.
/// </summary>
public sealed class Upcasts
{
    private readonly Dictionary<string, Step> _steps;

    private Upcasts(Dictionary<string, Step> steps) => _steps = steps;

    /// <summary>No steps: nothing changed its shape yet.</summary>
    public static Upcasts None { get; } = new(new(StringComparer.Ordinal));

    /// <summary>The manifests that a step leads away from.</summary>
    public IEnumerable<string> Old => _steps.Keys;

    /// <summary>Adds a step.</summary>
    /// <param name="from">The old manifest, for example <c>instance.ready.v1</c>.</param>
    /// <param name="to">The next one, for example <c>instance.ready.v2</c>.</param>
    /// <param name="change">Makes the old payload the new one; it may change what it is given.</param>
    public Upcasts With(string from, string to, Action<JsonObject> change)
    {
        if (Latest(to) == from) throw new ArgumentException($"The way from {from} leads back to it.", nameof(to));
        var steps = new Dictionary<string, Step>(_steps, StringComparer.Ordinal);
        if (!steps.TryAdd(from, new(to, change))) throw new ArgumentException($"There are two ways on from {from}.", nameof(from));
        return new(steps);
    }

    /// <summary>Whether a payload of this manifest has to change before it is read.</summary>
    internal bool AppliesTo(string manifest) => _steps.ContainsKey(manifest);

    /// <summary>The manifest at the end of the way from <paramref name="manifest"/>.</summary>
    internal string Latest(string manifest)
    {
        while (_steps.TryGetValue(manifest, out var step)) manifest = step.To;
        return manifest;
    }

    /// <summary>Takes every step there is from <paramref name="manifest"/> on.</summary>
    internal JsonObject Apply(string manifest, JsonObject payload)
    {
        for (; _steps.TryGetValue(manifest, out var step); manifest = step.To) step.Change(payload);
        return payload;
    }

    private sealed record Step(string To, Action<JsonObject> Change);
}
