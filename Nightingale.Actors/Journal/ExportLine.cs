using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The lines of an exported journal: <c>{"key":{…}}</c>, <c>{"event":{…}}</c>, <c>{"checkpoint":{…}}</c>. Hashes are in hexadecimal, keys and signatures in
/// base64, times in milliseconds since 1970 (UTC). A payload stands there byte for byte as it was hashed; one that is not JSON in one line is
/// in <c>payloadBase64</c> instead.
/// </summary>
internal static class ExportLine
{
    /// <summary>How lines are written.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // A second property of the same name could show a reader of the file something else than is verified. A line is deeper than its payload by two.
    private static readonly JsonDocumentOptions ReaderOptions = new() { AllowDuplicateProperties = false, MaxDepth = 66 };
    private static readonly JsonDocumentOptions PayloadOptions = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    private static ReadOnlySpan<byte> BeginLine => """{"export":"nightingale.journal.v1"}"""u8;

    private static ReadOnlySpan<byte> EndLine => """{"end":true}"""u8;

    /// <summary>Whether this is the first line of an export.</summary>
    public static bool IsBegin(ReadOnlySpan<byte> line) => line.SequenceEqual(BeginLine);

    /// <summary>Whether this is the last line of an export.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> line) => line.SequenceEqual(EndLine);

    /// <summary>Writes the first line.</summary>
    public static void Begin(Utf8JsonWriter json) => json.WriteRawValue(BeginLine, skipInputValidation: true);

    /// <summary>Writes the last line.</summary>
    public static void End(Utf8JsonWriter json) => json.WriteRawValue(EndLine, skipInputValidation: true);

    /// <summary>Writes a record's line.</summary>
    public static void Write(Utf8JsonWriter json, JournalRecord record)
    {
        json.WriteStartObject();
        switch (record)
        {
            case JournalRecord.OfKey { Key: var key }:
                Write(json, key);
                break;
            case JournalRecord.OfEvent { Event: var stored }:
                Write(json, stored);
                break;
            case JournalRecord.OfCheckpoint { Checkpoint: var checkpoint }:
                Write(json, checkpoint);
                break;
            default:
                throw new InvalidOperationException($"There is no line for a {record.GetType().Name}.");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads a record's line.</summary>
    /// <exception cref="DamagedJournalException">It is none.</exception>
    public static JournalRecord Read(ReadOnlyMemory<byte> line, long number)
    {
        try
        {
            using var document = JsonDocument.Parse(line, ReaderOptions);
            var record = document.RootElement.EnumerateObject().Single();
            return record.Name switch
            {
                "key" => new JournalRecord.OfKey(Key(record.Value)),
                "event" => new JournalRecord.OfEvent(Event(record.Value)),
                "checkpoint" => new JournalRecord.OfCheckpoint(Checkpoint(record.Value)),
                var other => throw new FormatException($"there is no record called {other}"),
            };
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new DamagedJournalException($"Line {number} of the export is not readable: {fault.Message}", fault);
        }
    }

    private static void Write(Utf8JsonWriter json, CheckpointKey key)
    {
        json.WriteStartObject("key");
        json.WriteString("id", key.Id);
        json.WriteBase64String("publicKey", key.PublicKey.Span);
        if (key.EndorsedBy is not null) json.WriteString("endorsedBy", key.EndorsedBy);
        if (key.Endorsement is { } endorsement) json.WriteBase64String("endorsement", endorsement.Span);
    }

    private static CheckpointKey Key(JsonElement key) => new(
        Text(key, "id"),
        key.GetProperty("publicKey").GetBytesFromBase64(),
        key.TryGetProperty("endorsedBy", out var by) ? by.GetString() : null,
        key.TryGetProperty("endorsement", out var endorsement) ? endorsement.GetBytesFromBase64() : null);

    private static void Write(Utf8JsonWriter json, StoredEvent stored)
    {
        json.WriteStartObject("event");
        json.WriteString("persistenceId", stored.PersistenceId);
        json.WriteNumber("sequenceNr", stored.SequenceNr);
        json.WriteNumber("shard", stored.Shard);
        json.WriteNumber("ordinal", stored.Ordinal);
        json.WriteNumber("epoch", stored.Epoch);
        json.WriteNumber("at", stored.At.ToUnixTimeMilliseconds());
        json.WriteString("manifest", stored.Manifest);
        json.WriteString("principal", stored.Principal);
        if (stored.CommandKey is not null) json.WriteString("commandKey", stored.CommandKey);
        Hash(json, "payloadHash", stored.PayloadHash);
        Hash(json, "hash", stored.Hash);
        if (IsOneLineOfJson(stored.Payload))
        {
            json.WritePropertyName("payload");
            json.WriteRawValue(stored.Payload.Span, skipInputValidation: true);
        }
        else if (!stored.Payload.IsEmpty)
            json.WriteBase64String("payloadBase64", stored.Payload.Span);
    }

    private static StoredEvent Event(JsonElement stored) => new(
        Text(stored, "persistenceId"),
        stored.GetProperty("sequenceNr").GetInt64(),
        stored.GetProperty("shard").GetInt32(),
        stored.GetProperty("ordinal").GetInt64(),
        stored.GetProperty("epoch").GetInt64(),
        Time(stored),
        Text(stored, "manifest"),
        Payload(stored),
        Text(stored, "principal"),
        stored.TryGetProperty("commandKey", out var key) ? key.GetString() : null,
        Hash(stored, "payloadHash"),
        Hash(stored, "hash"));

    private static void Write(Utf8JsonWriter json, Checkpoint checkpoint)
    {
        json.WriteStartObject("checkpoint");
        json.WriteNumber("number", checkpoint.Number);
        json.WriteNumber("at", checkpoint.At.ToUnixTimeMilliseconds());
        Hash(json, "previous", checkpoint.Previous);
        json.WriteString("keyId", checkpoint.KeyId);
        json.WriteStartArray("heads");
        foreach (var (shard, head) in checkpoint.Heads.OrderBy(head => head.Key))
        {
            json.WriteStartObject();
            json.WriteNumber("shard", shard);
            json.WriteNumber("ordinal", head.Ordinal);
            Hash(json, "running", head.Running);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Hash(json, "hash", checkpoint.Hash);
        json.WriteBase64String("signature", checkpoint.Signature.Span);
    }

    private static Checkpoint Checkpoint(JsonElement checkpoint) => new(
        checkpoint.GetProperty("number").GetInt64(),
        Time(checkpoint),
        Hash(checkpoint, "previous"),
        checkpoint.GetProperty("heads").EnumerateArray().ToDictionary(
            head => head.GetProperty("shard").GetInt32(),
            head => new ShardHead(head.GetProperty("ordinal").GetInt64(), Hash(head, "running"))),
        Text(checkpoint, "keyId"),
        Hash(checkpoint, "hash"),
        checkpoint.GetProperty("signature").GetBytesFromBase64());

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static DateTimeOffset Time(JsonElement record) => DateTimeOffset.FromUnixTimeMilliseconds(record.GetProperty("at").GetInt64());

    private static byte[] Payload(JsonElement stored)
    {
        if (stored.TryGetProperty("payload", out var json)) return JsonMarshal.GetRawUtf8Value(json).ToArray();
        return stored.TryGetProperty("payloadBase64", out var bytes) ? bytes.GetBytesFromBase64() : [];
    }

    private static void Hash(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> hash) => json.WriteString(name, Convert.ToHexStringLower(hash.Span));

    private static byte[] Hash(JsonElement record, string name) => Convert.FromHexString(Text(record, name));

    private static bool IsOneLineOfJson(ReadOnlyMemory<byte> payload)
    {
        // Without strict UTF-8 the reader could see other bytes than were hashed.
        if (payload.IsEmpty || payload.Span.Contains((byte)'\n') || !Utf8.IsValid(payload.Span)) return false;
        try
        {
            using var document = JsonDocument.Parse(payload, PayloadOptions);
            return document.RootElement.ValueKind == JsonValueKind.Object && payload.Span[0] == '{' && payload.Span[^1] == '}';
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
