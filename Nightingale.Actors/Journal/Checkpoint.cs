using System.Security.Cryptography;

namespace Nightingale.Actors.Journal;

/// <summary>
/// A signed statement of where the shards of a journal stand. It names the shards that moved since the checkpoint before it, and through that one's hash
/// it vouches for all the others.
/// </summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="At">When it was signed, UTC, whole milliseconds.</param>
/// <param name="Previous">The hash of the checkpoint before it; 32 zero bytes before the first.</param>
/// <param name="Heads">The head of every shard that moved since the checkpoint before it.</param>
/// <param name="KeyId">The key that signed it.</param>
/// <param name="Hash">SHA-256 of <see cref="Content"/>.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="Content"/>, in DER: <c>openssl dgst -sha256 -verify</c> takes it.</param>
public sealed record Checkpoint(
    long Number,
    DateTimeOffset At,
    ReadOnlyMemory<byte> Previous,
    IReadOnlyDictionary<int, ShardHead> Heads,
    string KeyId,
    ReadOnlyMemory<byte> Hash,
    ReadOnlyMemory<byte> Signature)
{
    /// <summary>
    /// What is hashed and signed, in the encoding that <see cref="HashChain"/> describes: <c>"nightingale.checkpoint.v1"</c>, number, time (milliseconds
    /// since 1970, UTC), previous hash, key id, the number of heads, and of each head in the order of shards: shard, ordinal, running hash.
    /// </summary>
    public byte[] Content()
    {
        using var fields = new CanonicalEncoding("nightingale.checkpoint.v1");
        fields.Add(Number);
        fields.Add(At.ToUnixTimeMilliseconds());
        fields.Add(Previous.Span);
        fields.Add(KeyId);
        fields.Add(Heads.Count);
        foreach (var (shard, head) in Heads.OrderBy(head => head.Key))
        {
            fields.Add(shard);
            fields.Add(head.Ordinal);
            fields.Add(head.Running.Span);
        }

        return fields.Written.ToArray();
    }

    /// <summary>Makes the checkpoint that follows another, signed with the current key.</summary>
    internal static Checkpoint Sign(CheckpointKeys keys, long number, DateTimeOffset at, ReadOnlyMemory<byte> previous, IReadOnlyDictionary<int, ShardHead> heads)
    {
        var unsigned = new Checkpoint(number, DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()), previous, heads, keys.Current.Id, default, default);
        var content = unsigned.Content();
        return unsigned with { Hash = SHA256.HashData(content), Signature = keys.Sign(content) };
    }
}
