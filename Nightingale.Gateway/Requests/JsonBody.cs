using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Requests;

/// <summary>
/// Reads the JSON body of a request, strictly: no unknown fields, no duplicates, no wrong types. Everything that is wrong is told at once, by field.
/// </summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Syntax = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads a record whose members can all be set and may all be null: whether one is required is the reader's business.</summary>
    /// <exception cref="BadHttpRequestException">The body is over the limit, or did not come whole.</exception>
    public static async Task<Parsed<T>> Read<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
            return new Problem(ProblemKind.UnsupportedMediaType, "Send the body as JSON, with the header Content-Type: application/json.");
        try
        {
            using var document = await Parse(request);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                return new Problem(ProblemKind.Malformed, "The body must be a JSON object.");
            var errors = new FieldErrors();
            var body = (T)Fill(document.RootElement, Strict.GetTypeInfo(typeof(T)), "", errors);
            return errors.Any ? Problem.Invalid(errors) : body;
        }
        catch (JsonException bad)
        {
            return new Problem(ProblemKind.Malformed, Where(bad));
        }
    }

    private static object Fill(JsonElement json, JsonTypeInfo type, string path, FieldErrors errors)
    {
        var filled = type.CreateObject!();
        foreach (var member in json.EnumerateObject())
        {
            var field = path + member.Name;
            if (type.Properties.FirstOrDefault(known => known.Name == member.Name) is not { Set: { } set } property)
                errors.Add(field, $"Unknown. Known: {string.Join(", ", type.Properties.Where(known => known.Set is not null).Select(known => known.Name))}.");
            else if (member.Value.ValueKind is not JsonValueKind.Null && Value(member.Value, property.PropertyType, field, errors) is { } value)
                set(filled, value);
        }

        return filled;
    }

    private static object? Value(JsonElement json, Type type, string field, FieldErrors errors)
    {
        if (Strict.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } nested)
        {
            if (json.ValueKind is JsonValueKind.Object) return Fill(json, nested, field + ".", errors);
            if (type == typeof(WantedSizeBody) && json.ValueKind is JsonValueKind.String && Value(json, typeof(string), field, errors) is string name) return new WantedSizeBody { Name = name };
        }
        else
        {
            try
            {
                return json.Deserialize(type, Strict);
            }
            catch (JsonException)
            {
                // Told below, in our words: the serializer's name types of ours.
            }
        }

        errors.Add(field, $"Must be {Expected(type)}.");
        return null;
    }

    private static async Task<JsonDocument> Parse(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var bytes = body.ToArray();
        if (!Utf8.IsValid(bytes)) throw new JsonException("The body is not UTF-8.");
        try
        {
            return JsonDocument.Parse(bytes, Syntax);
        }
        catch (InvalidOperationException noText)
        {
            // A name whose escapes are no text is a surprise to the parser's search for duplicates.
            throw new JsonException(noText.Message, noText);
        }
    }

    private static string Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "a text",
        var t when t == typeof(int) => "a whole number",
        var t when t == typeof(decimal) => "a number",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(DateTimeOffset) => "a time, as in 2026-03-01T09:00:00Z",
        var t when t == typeof(WantedSizeBody) => "the name of a size, or an object with cpus, memoryGiB, gpus and diskGiB",
        _ => "a list of texts",
    };

    // The parser's own message quotes what it read; ours says where to look.
    private static string Where(JsonException bad) => bad.LineNumber is { } line
        ? $"The body is not valid JSON, nests deeper than {Syntax.MaxDepth} levels or names a field twice, in line {line + 1} at byte {bad.BytePositionInLine + 1}."
        : "The body is empty, is not valid JSON in UTF-8, or names a field twice.";
}
