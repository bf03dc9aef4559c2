using System.Security.Cryptography;

namespace Nightingale.Actors.Journal;

/// <summary>A public key that verifies checkpoints.</summary>
/// <param name="Id">The first 16 hexadecimal digits of the SHA-256 of <paramref name="PublicKey"/>.</param>
/// <param name="PublicKey">ECDSA P-256, as SubjectPublicKeyInfo (DER).</param>
/// <param name="EndorsedBy">The key before it, which signed this one; null for the first, and where the one before was lost.</param>
/// <param name="Endorsement">The signature of <paramref name="EndorsedBy"/> over <see cref="Content"/>, in DER.</param>
public sealed record CheckpointKey(string Id, ReadOnlyMemory<byte> PublicKey, string? EndorsedBy, ReadOnlyMemory<byte>? Endorsement)
{
    /// <summary>The key of a public key in DER or PEM.</summary>
    public static string IdOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey).AsSpan(0, 8));

    /// <summary>What an endorsement signs, in the encoding that <see cref="HashChain"/> describes: <c>"nightingale.checkpoint-key.v1"</c> and the public key.</summary>
    public byte[] Content()
    {
        using var fields = new CanonicalEncoding("nightingale.checkpoint-key.v1");
        fields.Add(PublicKey.Span);
        return fields.Written.ToArray();
    }

    /// <summary>Whether this key signed <paramref name="content"/>.</summary>
    public bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(PublicKey.Span, out _);
            return key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
