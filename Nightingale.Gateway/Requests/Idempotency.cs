using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Requests;

/// <summary>What makes a repeated request one command: the caller's key, and a digest of what was asked.</summary>
internal static class Idempotency
{
    /// <summary>The header that carries the caller's key.</summary>
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 100;

    /// <summary>The caller's key, or null if the request has none.</summary>
    public static Parsed<string?> Read(HttpRequest request)
    {
        var values = request.Headers[Header];
        if (values.Count == 0) return (string?)null;
        return values is [{ Length: > 0 and <= LongestKey } key] && key.All(letter => letter is >= '!' and <= '~')
            ? key
            : Problem.Malformed(FieldErrors.One(Header, $"Must be given once, as 1 to {LongestKey} printable ASCII characters without spaces."));
    }

    /// <summary>The command's key, or null where the caller gave none. Keys of different principals never meet.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="key">The caller's key.</param>
    /// <param name="operation">What is asked.</param>
    /// <param name="body">The body as it was understood, so that order and white space do not count.</param>
    public static CommandKey? CommandKey(Caller caller, string? key, string operation, object? body) => key is null
        ? null
        : new($"{caller.Principal}/{key}", Convert.ToHexStringLower(Digest(operation, JsonSerializer.Serialize(body))));

    /// <summary>
    /// The id of what a request brings into being. With a key it follows from principal and key, so that a repetition reaches the same instance
    /// on whatever node it arrives; without, it is new.
    /// </summary>
    public static InstanceId NewId(Caller caller, string? key, DateTimeOffset now)
    {
        if (key is null) return new(Guid.CreateVersion7(now));
        var bytes = Digest("instance", caller.Principal, key).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80); // version 8, RFC 9562: made by a rule of our own
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new(new Guid(bytes, bigEndian: true));
    }

    // As a JSON array, so that no two lists of parts give the same text.
    private static byte[] Digest(params string[] parts) => SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts)));
}
