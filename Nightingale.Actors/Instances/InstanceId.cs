using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightingale.Actors.Instances;

/// <summary>The identity of an instance: in URLs, in provider tags, in the journal.</summary>
[JsonConverter(typeof(Json))]
public readonly record struct InstanceId(Guid Value)
{
    /// <summary>The kind under which instances are journalled and addressed.</summary>
    public const string Kind = "instance";

    /// <summary>The entity's id in the journal.</summary>
    public string PersistenceId => $"{Kind}/{this}";

    /// <summary>Lower-case with hyphens.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Reads what <see cref="ToString"/> wrote, and nothing else.</summary>
    public static bool TryParse(string? text, out InstanceId id) => TryParse(text.AsSpan(), out id);

    /// <inheritdoc cref="TryParse(string?, out InstanceId)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out InstanceId id)
    {
        var good = Guid.TryParseExact(text, "D", out var value);
        id = new(value);
        return good;
    }

    private sealed class Json : JsonConverter<InstanceId>
    {
        public override InstanceId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, InstanceId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
