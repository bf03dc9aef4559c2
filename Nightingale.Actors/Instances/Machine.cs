using System.Globalization;

namespace Nightingale.Actors.Instances;

/// <summary>What a target offers: a machine type that is taken whole, or resources that are cut to measure.</summary>
/// <param name="Name">The provider's name for it.</param>
/// <param name="Cpus">Virtual processors that it has, or that can be had.</param>
/// <param name="MemoryMiB">Memory in MiB that it has, or that can be had.</param>
/// <param name="Gpus">Accelerators: with fewer, another machine is meant.</param>
/// <param name="ToMeasure">Whether exactly what is asked for is taken.</param>
/// <param name="LeastCpus">With <paramref name="ToMeasure"/>: the provider gives no fewer.</param>
/// <param name="LeastMemoryMiB">With <paramref name="ToMeasure"/>: the provider gives no less.</param>
public sealed record Machine(
    string Name,
    decimal Cpus,
    int MemoryMiB,
    int Gpus,
    bool ToMeasure = false,
    decimal LeastCpus = 0,
    int LeastMemoryMiB = 0)
{
    /// <summary>Whether a size can be had as this. Nobody pays for accelerators that were not asked for.</summary>
    public bool Holds(Size size) => size.Gpus == Gpus
        && size.Cpus <= Cpus && size.MemoryMiB <= MemoryMiB
        && size.Cpus >= LeastCpus && size.MemoryMiB >= LeastMemoryMiB;

    /// <summary>What a size is as this, for people.</summary>
    public string Describe(Size size) => ToMeasure ? $"{Name}: {Words(size.Cpus, size.MemoryMiB, size.Gpus)}" : Name;

    /// <summary>Its name and what it has, or up to what can be had.</summary>
    public override string ToString()
    {
        var most = $"{(ToMeasure ? "up to " : "")}{Words(Cpus, MemoryMiB, Gpus)}";
        var least = LeastCpus > 0 || LeastMemoryMiB > 0 ? $", at least {Words(LeastCpus, LeastMemoryMiB, 0)}" : "";
        return $"{Name} ({most}{least})";
    }

    internal static string Words(decimal cpus, int memoryMiB, int gpus)
    {
        var accelerators = gpus switch { 0 => "", 1 => ", 1 GPU", _ => $", {gpus} GPUs" };
        return string.Create(CultureInfo.InvariantCulture, $"{cpus:0.###} vCPU, {memoryMiB / 1024m:0.##} GiB{accelerators}");
    }
}
