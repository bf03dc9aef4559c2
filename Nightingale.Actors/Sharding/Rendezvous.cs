using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Nightingale.Actors.Sharding;

/// <summary>
/// Which node should hold which shard (rendezvous hashing, Thaler and Ravishankar 1998): every node that knows the same nodes comes to the same answer
/// without asking anybody, and a node that comes or goes moves no shard but those that it takes or leaves.
/// </summary>
public static class Rendezvous
{
    /// <summary>The node that should hold a shard; null where there are none.</summary>
    public static string? Owner(int shard, IEnumerable<string> nodes) => nodes.MaxBy(node => (Weight(shard, node), node), Heavier);

    private static readonly Comparer<(ulong Weight, string Node)> Heavier = Comparer<(ulong Weight, string Node)>.Create(static (one, other) =>
        one.Weight != other.Weight ? one.Weight.CompareTo(other.Weight) : string.CompareOrdinal(one.Node, other.Node));

    // The first eight bytes of the SHA-256 of both, big-endian: the same on every node and in every release.
    private static ulong Weight(int shard, string node)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{shard}/{node}"), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
