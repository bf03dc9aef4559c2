using System.Security.Cryptography;
using System.Text;

namespace Nightingale.Gateway.Keeping;

/// <summary>Encrypts what must be read again (AES-256-GCM) under a key that is derived from the node's master key. What was changed, or sealed for another purpose, does not open.</summary>
/// <param name="masterKey">The same on all nodes of a cluster.</param>
public sealed class Sealing(byte[] masterKey)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, outputLength: 32, info: "nightingale gateway sealing 1"u8.ToArray());

    /// <summary>Seals.</summary>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> plain)
    {
        var whole = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(purpose));
        return whole;
    }

    /// <summary>Opens what was sealed for the same purpose; null if it was not.</summary>
    public byte[]? Open(string purpose, ReadOnlySpan<byte> whole)
    {
        if (whole.Length < NonceBytes + TagBytes) return null;
        var plain = new byte[whole.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        try
        {
            aes.Decrypt(whole[..NonceBytes], whole[(NonceBytes + TagBytes)..], whole.Slice(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(purpose));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
