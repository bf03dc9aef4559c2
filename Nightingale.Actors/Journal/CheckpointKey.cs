using System.Security.Cryptography;

namespace Nightingale.Actors.Journal;

/// <summary>A public key that verifies checkpoints.</summary>
/// <param name="Id">The first 16 hexadecimal digits of the SHA-256 of <paramref name="PublicKey"/>.</param>
/// <param name="PublicKey">ECDSA P-256, as SubjectPublicKeyInfo (DER).</param>
/// <param name="EndorsedBy">The key before it, which signed this one; null for the first, and where the one before was lost.</param>
/// <param name="Endorsement">The signature of <paramref name="EndorsedBy"/> over <see cref="Content"/>, in DER.</param>
public sealed record CheckpointKey(string Id, ReadOnlyMemory<byte> PublicKey, string? EndorsedBy, ReadOnlyMemory<byte>? Endorsement)
{
    /// <summary>The id of a public key (DER).</summary>
    public static string IdOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey).AsSpan(0, 8));

    /// <summary>What an endorsement signs, in the encoding that <see cref="HashChain"/> describes: <c>"nightingale.checkpoint-key.v1"</c> and the public key.</summary>
    public byte[] Content()
    {
        using var fields = new CanonicalEncoding("nightingale.checkpoint-key.v1");
        fields.Add(PublicKey.Span);
        return fields.Written.ToArray();
    }

    /// <summary>The key in PEM, as <c>openssl</c> and auditors take it.</summary>
    public string Pem() => PemEncoding.WriteString("PUBLIC KEY", PublicKey.Span);
}
