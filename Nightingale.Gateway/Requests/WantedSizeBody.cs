using System.ComponentModel;
using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.Requests;

/// <summary>A name from /api/v1/sizes as a text, or an object: a free combination, or a named size with some values changed.</summary>
internal sealed record WantedSizeBody
{
    [Description("A name from /api/v1/sizes.")]
    public string? Name { get; init; }

    [Description("Virtual processors; a fraction is a share of one.")]
    public decimal? Cpus { get; init; }

    [Description("Memory in GiB.")]
    public decimal? MemoryGiB { get; init; }

    [Description("Accelerators.")]
    public int? Gpus { get; init; }

    [Description("The home volume in GiB. It never shrinks.")]
    public int? DiskGiB { get; init; }

    /// <summary>With what an instance has, where this names no size and leaves something open.</summary>
    public WantedSizeBody Or(Size present) => Name is not null
        ? this
        : this with
        {
            Cpus = Cpus ?? present.Cpus,
            MemoryGiB = MemoryGiB ?? present.MemoryMiB / 1024m,
            Gpus = Gpus ?? present.Gpus,
            DiskGiB = DiskGiB ?? present.DiskGiB,
        };
}
