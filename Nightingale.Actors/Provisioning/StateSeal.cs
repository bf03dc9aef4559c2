using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Encrypts states with AES-256-GCM under a key derived from the master key. The instance and the run are authenticated with it, so that a state put in
/// another's place does not open.
/// </summary>
/// <remarks>A sealed state is <c>NGS1</c>, the run (8 bytes, big-endian), the nonce (12), the tag (16), and the state.</remarks>
internal sealed class StateSeal
{
    private const int RunAt = 4;
    private const int NonceAt = RunAt + sizeof(long);
    private const int TagAt = NonceAt + 12;
    private const int ContentAt = TagAt + 16;

    private readonly byte[] _key = new byte[32];

    /// <param name="masterKey">At least 16 bytes.</param>
    public StateSeal(ReadOnlySpan<byte> masterKey)
    {
        if (masterKey.Length < 16) throw new ArgumentException("The master key is too short: at least 16 bytes.", nameof(masterKey));
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, _key, [], "nightingale/terraform-state/v1"u8);
    }

    public byte[] Seal(InstanceId instance, StoredState state)
    {
        var bytes = new byte[ContentAt + state.Content.Length];
        "NGS1"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(RunAt), state.Run);
        RandomNumberGenerator.Fill(bytes.AsSpan(NonceAt, TagAt - NonceAt));
        using var aes = new AesGcm(_key, ContentAt - TagAt);
        aes.Encrypt(bytes.AsSpan(NonceAt, TagAt - NonceAt), state.Content.Span, bytes.AsSpan(ContentAt), bytes.AsSpan(TagAt, ContentAt - TagAt), Bound(instance, state.Run));
        return bytes;
    }

    /// <exception cref="StateDamagedException">It is not what was sealed, or was sealed with another key.</exception>
    public StoredState Open(InstanceId instance, byte[] bytes)
    {
        if (bytes.Length < ContentAt || !bytes.AsSpan().StartsWith("NGS1"u8)) throw Damaged(instance, null);
        var run = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(RunAt));
        var content = new byte[bytes.Length - ContentAt];
        using var aes = new AesGcm(_key, ContentAt - TagAt);
        try
        {
            aes.Decrypt(bytes.AsSpan(NonceAt, TagAt - NonceAt), bytes.AsSpan(ContentAt), bytes.AsSpan(TagAt, ContentAt - TagAt), content, Bound(instance, run));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw Damaged(instance, mismatch);
        }

        return new(run, content);
    }

    private static byte[] Bound(InstanceId instance, long run) => Encoding.UTF8.GetBytes($"NGS1/{instance}/{run}");

    private static StateDamagedException Damaged(InstanceId instance, Exception? inner) => new(
        $"The Terraform state of instance {instance} is damaged, or was written with another master key. Restore it, or the key, from a backup; nothing was changed.",
        inner);
}
