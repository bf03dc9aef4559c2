using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightingale.Gateway.Requests;

/// <summary>JSON that is passed on as it is stored, byte for byte; nothing is <c>null</c>.</summary>
[JsonConverter(typeof(Json))]
internal readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    internal sealed class Json : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.SerializeToUtf8Bytes(JsonElement.ParseValue(ref reader)));

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
        {
            if (value.Utf8.IsEmpty) writer.WriteNullValue();
            else writer.WriteRawValue(value.Utf8.Span);
        }
    }
}
