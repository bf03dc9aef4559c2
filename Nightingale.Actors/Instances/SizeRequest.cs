namespace Nightingale.Actors.Instances;

/// <summary>
/// What a researcher asks for: a size by its name, a free combination, or a named size with some values changed.
/// </summary>
/// <param name="Name">A name of the catalogue; null for a free combination.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Gpus">Accelerators; none if not given.</param>
/// <param name="DiskGiB">The home volume in GiB; the least that the catalogue allows if not given.</param>
public sealed record SizeRequest(string? Name = null, decimal? Cpus = null, int? MemoryMiB = null, int? Gpus = null, int? DiskGiB = null);

/// <summary>What the catalogue makes of a request.</summary>
public abstract record SizeResolution
{
    private SizeResolution() { }

    /// <summary>The target has it.</summary>
    /// <param name="Size">What the instance gets.</param>
    /// <param name="Machine">What that is on the target, for people: a machine type, or the resources themselves.</param>
    public sealed record Fits(Size Size, string Machine) : SizeResolution;

    /// <summary>It cannot be had; the sentences say why and what could.</summary>
    public sealed record Problem(string Reason) : SizeResolution;
}
