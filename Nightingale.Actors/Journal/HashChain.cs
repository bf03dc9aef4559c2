using System.Security.Cryptography;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The hashes that make a change of the past visible. All are SHA-256 over fields in the encoding of <see cref="CanonicalEncoding"/>
/// (each field: its length in 4 bytes, big-endian, then its bytes; numbers are 8 bytes, big-endian; texts are UTF-8):
/// <list type="bullet">
/// <item><b>Payload</b>: over the payload's bytes as they are. It outlives the payload (retention), so the chain does too.</item>
/// <item><b>Event</b>: over <c>"nightingale.event.v1"</c>, the hash of the entity's event before it (32 zero bytes before the first), persistence id,
/// sequence number, shard, ordinal, epoch, time (milliseconds since 1970, UTC), manifest, payload hash, principal, command key (absent: length
/// <c>0xFFFFFFFF</c>). It chains an entity's events.</item>
/// <item><b>Running</b>: over <c>"nightingale.shard.v1"</c>, the shard's running hash before it (32 zero bytes before the first) and the event's hash,
/// in ordinal order. It chains a shard's events, and checkpoints sign it.</item>
/// </list>
/// </summary>
public static class HashChain
{
    // Kept, because to make one takes as long as to hash the fields of an event.
    [ThreadStatic]
    private static IncrementalHash? _sha256;

    /// <summary>What stands before the first hash of a chain: 32 zero bytes.</summary>
    public static ReadOnlyMemory<byte> Origin { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>The hash of a payload.</summary>
    public static byte[] Payload(ReadOnlySpan<byte> payload) => Hash(payload);

    /// <summary>The hash of an event whose <see cref="StoredEvent.Hash"/> is not looked at, after the entity's previous hash.</summary>
    public static byte[] Event(ReadOnlySpan<byte> previous, StoredEvent stored)
    {
        using var fields = new CanonicalEncoding("nightingale.event.v1");
        fields.Add(previous);
        fields.Add(stored.PersistenceId);
        fields.Add(stored.SequenceNr);
        fields.Add(stored.Shard);
        fields.Add(stored.Ordinal);
        fields.Add(stored.Epoch);
        fields.Add(stored.At.ToUnixTimeMilliseconds());
        fields.Add(stored.Manifest);
        fields.Add(stored.PayloadHash.Span);
        fields.Add(stored.Principal);
        fields.Add(stored.CommandKey);
        return Hash(fields.Written);
    }

    /// <summary>The shard's running hash after an event.</summary>
    public static byte[] Running(ReadOnlySpan<byte> running, ReadOnlySpan<byte> hash)
    {
        using var fields = new CanonicalEncoding("nightingale.shard.v1");
        fields.Add(running);
        fields.Add(hash);
        return Hash(fields.Written);
    }

    /// <summary>A snapshot's checksum: over <c>"nightingale.snapshot.v1"</c>, persistence id, sequence number, manifest and payload.</summary>
    public static byte[] Checksum(Snapshot snapshot)
    {
        using var fields = new CanonicalEncoding("nightingale.snapshot.v1");
        fields.Add(snapshot.PersistenceId);
        fields.Add(snapshot.SequenceNr);
        fields.Add(snapshot.Manifest);
        fields.Add(snapshot.Payload.Span);
        return Hash(fields.Written);
    }

    private static byte[] Hash(ReadOnlySpan<byte> bytes)
    {
        var sha256 = _sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(bytes);
        return sha256.GetHashAndReset();
    }
}
