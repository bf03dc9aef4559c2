using System.ComponentModel;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Instances;

namespace Nightingale.Gateway.Catalogue;

/// <summary>What can be launched, and where.</summary>
/// <param name="Sizes">Named sizes, in the order in which people see them.</param>
/// <param name="Targets">Every target, also those that are not available.</param>
/// <param name="TargetProblem">Why nothing can be launched on a target; null if it can.</param>
/// <param name="Resolve">What a target makes of the size that is asked for.</param>
/// <param name="DatasetProblem">Why a target mounts no data sets; null if it does.</param>
public sealed record SizesAndTargets(
    Func<IReadOnlyList<SizeOffer>> Sizes,
    Func<IReadOnlyList<TargetOffer>> Targets,
    Func<string, string?> TargetProblem,
    Func<AskedSize, string, SizeAnswer> Resolve,
    Func<string, string?> DatasetProblem);

/// <summary>A size by its name, a free combination, or a named size with some values changed.</summary>
/// <param name="Name">A name of the catalogue; null for a free combination.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Gpus">Accelerators.</param>
/// <param name="DiskGiB">The home volume in GiB.</param>
public sealed record AskedSize(string? Name, decimal? Cpus, int? MemoryMiB, int? Gpus, int? DiskGiB);

/// <summary>What the catalogue makes of it: one of the two is null.</summary>
/// <param name="Size">What the instance gets.</param>
/// <param name="Problem">Why it cannot be had, in sentences.</param>
public sealed record SizeAnswer(Size? Size, string? Problem);

/// <summary>A size that can be asked for by its name.</summary>
public sealed record SizeOffer(
    [property: Description("What it has.")] SizeView Size,
    [property: Description("What it is good for.")] string Description,
    [property: Description("What it is on each target; targets that do not have it are missing.")] IReadOnlyDictionary<string, string> Targets);

/// <summary>A place where instances run.</summary>
public sealed record TargetOffer(
    [property: Description("As requests name it.")] string Name,
    [property: Description("For people.")] string Title,
    [property: Description("Whether instances can be launched there.")] bool Available,
    [property: Description("Why not; null if they can.")] string? Reason);
