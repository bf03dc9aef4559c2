namespace Nightingale.Actors.Instances;

/// <summary>What a researcher asked for. Only the size changes afterwards.</summary>
/// <param name="Name">For people; 1 to 63 characters.</param>
/// <param name="Account">The account that pays.</param>
/// <param name="Owner">The principal that launched it.</param>
/// <param name="Target">Where it runs: <c>local</c>, <c>aws</c>, <c>azure</c>, <c>gcp</c>.</param>
/// <param name="Size">What it has.</param>
/// <param name="Market">How it is bought.</param>
/// <param name="Image">The instance image's name, or null for the target's default.</param>
/// <param name="Dataset">The data set that is mounted read-only, or null.</param>
/// <param name="IdleStop">Stop after so long without activity and without a busy kernel; null: never.</param>
/// <param name="Lifetime">Stop so long after the launch, whatever it does; null: never.</param>
public sealed record InstanceSpec(
    string Name,
    string Account,
    string Owner,
    string Target,
    Size Size,
    Market Market = Market.OnDemand,
    string? Image = null,
    string? Dataset = null,
    TimeSpan? IdleStop = null,
    TimeSpan? Lifetime = null);

/// <summary>What an instance has.</summary>
/// <param name="Name">The catalogue's name, or <c>custom</c>.</param>
/// <param name="Cpus">Virtual processors; a fraction is a share of one.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Gpus">Accelerators.</param>
/// <param name="DiskGiB">The home volume in GiB.</param>
public sealed record Size(string Name, decimal Cpus, int MemoryMiB, int Gpus, int DiskGiB);

/// <summary>How compute is bought.</summary>
public enum Market
{
    /// <summary>At list price, until stopped.</summary>
    OnDemand,

    /// <summary>At a changing price; the provider may take it back.</summary>
    Spot,
}
