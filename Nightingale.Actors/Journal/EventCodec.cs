using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Nightingale.Actors.Journal;

/// <summary>
/// Turns the events of one kind of entity into what the journal stores, and back. Each type has a manifest that was given to it by hand (type and
/// version, for example <c>instance.ready.v1</c>), so that renaming a class changes nothing that is stored. Immutable.
/// </summary>
/// <typeparam name="TEvent">The events' base type.</typeparam>
public sealed class EventCodec<TEvent>
    where TEvent : notnull
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<Type, string> _manifests;
    private readonly Dictionary<string, JsonTypeInfo> _types;
    private readonly Upcasts _upcasts;

    /// <summary>Makes a codec.</summary>
    /// <param name="manifests">The present manifest of every type of event.</param>
    /// <param name="upcasts">The ways from older manifests to these.</param>
    /// <exception cref="ArgumentException">Two types share a manifest, a type is no event, or an upcast leads nowhere.</exception>
    public EventCodec(IReadOnlyDictionary<Type, string> manifests, Upcasts? upcasts = null)
    {
        _upcasts = upcasts ?? Upcasts.None;
        _manifests = new(manifests);
        if (manifests.Keys.FirstOrDefault(type => !typeof(TEvent).IsAssignableFrom(type)) is { } stranger)
            throw new ArgumentException($"{stranger.Name} is no {typeof(TEvent).Name}.", nameof(manifests));
        if (manifests.Values.GroupBy(manifest => manifest, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } shared)
            throw new ArgumentException($"Two types have the manifest {shared.Key}.", nameof(manifests));
        _types = manifests.ToDictionary(pair => pair.Value, pair => JournalJson.Options.GetTypeInfo(pair.Key), StringComparer.Ordinal);
        if (_upcasts.Old.FirstOrDefault(old => _types.ContainsKey(old) || !_types.ContainsKey(_upcasts.Latest(old))) is { } lost)
            throw new ArgumentException($"The upcast from {lost} leads to no event's manifest, or away from one.", nameof(upcasts));
    }

    /// <summary>The present manifest of each type.</summary>
    public IReadOnlyDictionary<Type, string> Manifests => _manifests;

    /// <summary>Every manifest that can be read, old versions included.</summary>
    public IEnumerable<string> Readable => _types.Keys.Concat(_upcasts.Old);

    /// <summary>An event as it is to be stored.</summary>
    public NewEvent Encode(TEvent @event, DateTimeOffset at)
    {
        var type = @event.GetType();
        if (!_manifests.TryGetValue(type, out var manifest)) throw new ArgumentException($"{type.Name} has no manifest: register it with the codec.", nameof(@event));
        return new(at, manifest, JsonSerializer.SerializeToUtf8Bytes(@event, type, JournalJson.Options));
    }

    /// <summary>The event that is stored, of the present version whichever version it was written in.</summary>
    /// <exception cref="UnreadableEventException">Its manifest is unknown, its payload was removed, or it does not have the manifest's shape.</exception>
    public TEvent Decode(StoredEvent stored) => Decode(stored.PersistenceId, ReplayedEvent.Of(stored));

    /// <summary>The event that is replayed, of the present version whichever version it was written in.</summary>
    /// <exception cref="UnreadableEventException">Its manifest is unknown, its payload was removed, or it does not have the manifest's shape.</exception>
    public TEvent Decode(string persistenceId, ReplayedEvent stored)
    {
        if (!_types.TryGetValue(_upcasts.Latest(stored.Manifest), out var type))
            throw new UnreadableEventException($"Event {stored.SequenceNr} of {persistenceId} is a {stored.Manifest}, which this Nightingale does not know. Was it written by a newer version? Then upgrade.");
        if (stored.Payload.IsEmpty)
            throw new UnreadableEventException($"Event {stored.SequenceNr} of {persistenceId} has no payload any more: retention removed it. Recover from a snapshot that is newer.");
        try
        {
            return (TEvent)Deserialize(stored, type);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new UnreadableEventException($"Event {stored.SequenceNr} of {persistenceId} does not have the shape of a {stored.Manifest}: {fault.Message}", fault);
        }
    }

    private object Deserialize(ReplayedEvent stored, JsonTypeInfo type)
    {
        if (!_upcasts.AppliesTo(stored.Manifest)) return Present(JsonSerializer.Deserialize(stored.Payload.Span, type));
        var payload = JsonNode.Parse(stored.Payload.Span, documentOptions: Strict) as JsonObject ?? throw new JsonException("it is no JSON object");
        return Present(_upcasts.Apply(stored.Manifest, payload).Deserialize(type));

        static object Present(object? value) => value ?? throw new JsonException("it is null");
    }
}
