using System.Collections.Immutable;
using System.Globalization;

namespace Nightingale.Actors.Instances;

/// <summary>
/// The sizes that operators offer, the limits of free combinations, and what each size is on each target. A target offers machines, in the
/// order in which they are tried: the first that holds a size is what the size is there.
/// </summary>
/// <param name="Limits">What a free combination may have.</param>
/// <param name="Sizes">Named sizes, in the order in which people see them.</param>
/// <param name="Machines">By target, what can be had there.</param>
public sealed record SizeCatalogue(SizeLimits Limits, ImmutableArray<NamedSize> Sizes, ImmutableSortedDictionary<string, ImmutableArray<Machine>> Machines)
{
    /// <summary>The name of a size that is not the catalogue's.</summary>
    public const string Custom = "custom";

    /// <summary>Reads a catalogue from its file's text.</summary>
    /// <exception cref="SizeCatalogueException">It does not hold; all problems are told at once, each with the key that it is about.</exception>
    public static SizeCatalogue Parse(string json) => SizeCatalogueReader.Read(json);

    /// <summary>Finds out whether, and as what, a target has what is asked for.</summary>
    public SizeResolution Resolve(SizeRequest request, string target)
    {
        var problems = new List<string>();
        if (SizeOf(request, problems) is not { } size) return new SizeResolution.Problem(string.Join(' ', problems));
        return MachineFor(size, target) is { } machine
            ? new SizeResolution.Fits(size, machine)
            : new SizeResolution.Problem(NothingHolds(size, target));
    }

    /// <summary>What a size is on a target, for people; null if the target has nothing that holds it.</summary>
    public string? MachineFor(Size size, string target) =>
        Machines.GetValueOrDefault(target, []).FirstOrDefault(machine => machine.Holds(size))?.Describe(size);

    private Size? SizeOf(SizeRequest request, List<string> problems)
    {
        var named = Sizes.FirstOrDefault(size => size.Size.Name == request.Name)?.Size;
        if (request.Name is not null and not Custom && named is null)
            problems.Add($"There is no size '{request.Name}'. Sizes: {Names()}, or {Custom} with values of your own.");
        else if ((request.Cpus ?? named?.Cpus) is not { } cpus || (request.MemoryMiB ?? named?.MemoryMiB) is not { } memory)
            problems.Add("A free combination needs cpus and memory, or the name of a size.");
        else
        {
            var disk = request.DiskGiB ?? named?.DiskGiB ?? (int)decimal.Ceiling(Limits.DiskGiB.Least);
            var size = new Size(Custom, cpus, memory, request.Gpus ?? named?.Gpus ?? 0, disk);
            if (Sizes.FirstOrDefault(known => size == known.Size with { Name = Custom }) is { } same) return same.Size;
            problems.AddRange(Limits.Problems(size));
            if (problems.Count == 0) return size;
        }

        return null;
    }

    private string Names() => string.Join(", ", Sizes.Select(size => size.Size.Name));

    private string NothingHolds(Size size, string target)
    {
        if (!Machines.TryGetValue(target, out var machines)) return $"No size is offered on the target '{target}'.";
        var most = string.Join("; ", machines.Select(machine => machine.ToString()));
        return $"Nothing on {target} holds {Machine.Words(size.Cpus, size.MemoryMiB, size.Gpus)}. It has: {most}.";
    }
}

/// <summary>A size that people can ask for by its name.</summary>
/// <param name="Size">What it has.</param>
/// <param name="Description">What it is good for, in a line.</param>
public sealed record NamedSize(Size Size, string Description);

/// <summary>What a free combination may have.</summary>
public sealed record SizeLimits(Bounds Cpus, Bounds MemoryMiB, Bounds Gpus, Bounds DiskGiB)
{
    /// <summary>What is outside the limits, in sentences.</summary>
    public IEnumerable<string> Problems(Size size)
    {
        (string What, string Unit, decimal InUnit, Bounds Bounds, decimal Value)[] values =
        [
            ("cpus", "", 1, Cpus, size.Cpus), ("memory", " GiB", 1024, MemoryMiB, size.MemoryMiB), ("gpus", "", 1, Gpus, size.Gpus), ("disk", " GiB", 1, DiskGiB, size.DiskGiB),
        ];
        return values.Where(value => !value.Bounds.Hold(value.Value)).Select(value => string.Create(
            CultureInfo.InvariantCulture,
            $"{value.What} is {value.Value / value.InUnit}{value.Unit}; it must be from {value.Bounds.Least / value.InUnit} to {value.Bounds.Most / value.InUnit}{value.Unit}."));
    }
}

/// <summary>Both included.</summary>
public sealed record Bounds(decimal Least, decimal Most)
{
    /// <summary>Whether a value is within.</summary>
    public bool Hold(decimal value) => value >= Least && value <= Most;
}

/// <summary>The catalogue's file does not hold.</summary>
public sealed class SizeCatalogueException(IReadOnlyList<string> problems)
    : Exception("The catalogue of sizes does not hold: " + string.Join(' ', problems))
{
    /// <summary>Everything that is wrong, each with the key that it is about.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
