using System.Security.Cryptography;
using System.Text;

namespace Nightingale.Gateway.People;

/// <summary>Codes for whoever lost the authenticator: each is good once. They have 80 random bits, so their hashes need not be slow.</summary>
internal static class RecoveryCodes
{
    private const int Count = 10;
    private const int Bytes = 10;
    private const int Letters = 16;

    /// <summary>New codes, as <c>ABCD-EFGH-IJKL-MNOP</c>.</summary>
    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => string.Join('-', Base32.Encode(RandomNumberGenerator.GetBytes(Bytes)).Chunk(4).Select(four => new string(four))))];

    /// <summary>What is kept of a code; null for what cannot be one.</summary>
    public static string? Hash(string code)
    {
        var plain = code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.Length == Letters ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain))) : null;
    }
}
