using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Nightingale.Actors.Journal;

/// <summary>
/// How events and states become JSON: the same value always gives the same bytes, and nothing is lost or guessed on the way back. Properties are in
/// camel case, those of the constructor first and in its order, the others after them by name; enumerations are kebab-case words; nulls are left
/// out; an unknown property, or a missing one that may not be null, is an error.
/// </summary>
public static class JournalJson
{
    /// <summary>The options of the serializer.</summary>
    public static JsonSerializerOptions Options { get; } = Build();

    private static JsonSerializerOptions Build()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            AllowDuplicateProperties = false,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Auditors read it as it is; it is never put into HTML.
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Settle } },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void Settle(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var parameters = type.Properties.Where(property => property.AssociatedParameter is not null).OrderBy(property => property.AssociatedParameter!.Position);
        var others = type.Properties.Where(property => property.AssociatedParameter is null).OrderBy(property => property.Name, StringComparer.Ordinal);
        foreach (var (order, property) in parameters.Concat(others).Index())
        {
            property.Order = order;
            property.IsRequired = property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false, ParameterType: var kind } && Nullable.GetUnderlyingType(kind) is null;
        }
    }
}
