using System.Runtime.InteropServices;

namespace Nightingale.Actors.Sharding;

/// <summary>What a node has to do, as it tells with each renewal.</summary>
/// <param name="Entities">How many are in its memory.</param>
/// <param name="Runs">How many runs of Terraform are in progress.</param>
/// <param name="EventsSeen">How many events of all shards its lists have seen.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NodeLoad(int Entities, int Runs, long EventsSeen);
