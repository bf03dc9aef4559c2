using System.ComponentModel;

namespace Nightingale.Gateway.Requests;

/// <summary>A name from /api/v1/sizes as a text, or an object: a free combination, or a named size with some values changed.</summary>
internal sealed record SizeBody
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
}
