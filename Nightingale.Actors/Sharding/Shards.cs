using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Nightingale.Actors.Sharding;

/// <summary>The fixed partition of all entities.</summary>
public static class Shards
{
    /// <summary>How many there are. Fixed for ever: the journal numbers its events by shard.</summary>
    public const int Count = 256;

    /// <summary>The shard of an entity: the first byte of its persistence id's SHA-256, the same on every node and in every release.</summary>
    public static int Of(string persistenceId)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(persistenceId), digest);
        return digest[0];
    }

    /// <summary>How long a shard may take to end, after its entities have.</summary>
    internal static TimeSpan StopWithin { get; } = TimeSpan.FromSeconds(50);

    /// <summary>How long a region may take to end, after its shards have.</summary>
    internal static TimeSpan RegionStopWithin { get; } = TimeSpan.FromSeconds(60);
}

/// <summary>The right to write a shard.</summary>
/// <param name="Shard">0 to 255.</param>
/// <param name="Epoch">Rises with each change of hands; every append carries it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ShardLease(int Shard, long Epoch);
