using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Entities;

/// <summary>Turns what is asked of one kind of entity, and what it answers, into the bytes that nodes exchange.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <typeparam name="TCommand">The commands' base type.</typeparam>
public sealed class WireCodec<TState, TCommand>
    where TCommand : notnull
{
    private readonly JsonSerializerOptions _options;

    /// <summary>Makes a codec.</summary>
    /// <param name="names">The name of each type of command; two releases that run side by side must agree on them.</param>
    public WireCodec(IReadOnlyDictionary<Type, string> names)
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(type => Polymorphic(type, names));
        _options = new(JournalJson.Options) { TypeInfoResolver = resolver };
        _options.MakeReadOnly();
    }

    /// <summary>A command on its way; null asks for the state.</summary>
    public byte[] Write(Envelope<TCommand>? request) => JsonSerializer.SerializeToUtf8Bytes(request, _options);

    /// <summary>An answer on its way.</summary>
    public byte[] Write(EntityReply<TState> reply) => JsonSerializer.SerializeToUtf8Bytes(reply, _options);

    /// <exception cref="JsonException">It is no request for this kind of entity.</exception>
    public Envelope<TCommand>? ReadRequest(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<Envelope<TCommand>?>(bytes, _options);

    /// <exception cref="JsonException">It is no answer of this kind of entity.</exception>
    public EntityReply<TState> ReadReply(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<EntityReply<TState>>(bytes, _options) ?? throw new JsonException("It is null.");

    private static void Polymorphic(JsonTypeInfo type, IReadOnlyDictionary<Type, string> names)
    {
        if (type.Type == typeof(TCommand))
            type.PolymorphismOptions = Derived(names.Select(name => new JsonDerivedType(name.Key, name.Value)));
        else if (type.Type == typeof(EntityReply<TState>))
            type.PolymorphismOptions = Derived([new(typeof(EntityReply<TState>.Done), "done"), new(typeof(EntityReply<TState>.Refused), "refused")]);
    }

    private static JsonPolymorphismOptions Derived(IEnumerable<JsonDerivedType> types)
    {
        var options = new JsonPolymorphismOptions();
        foreach (var type in types) options.DerivedTypes.Add(type);
        return options;
    }
}
