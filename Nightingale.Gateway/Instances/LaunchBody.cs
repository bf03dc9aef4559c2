using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Instances;

/// <summary>What is to be launched.</summary>
internal sealed record LaunchBody
{
    [Description("For people; 1 to 63 characters."), Required]
    public string? Name { get; init; }

    [Description("The account that pays."), Required]
    public string? Account { get; init; }

    [Description("Where it runs: a name from /api/v1/targets."), Required]
    public string? Target { get; init; }

    [Description("What it has."), Required]
    public WantedSizeBody? Size { get; init; }

    [Description("on-demand (at list price, the default) or spot (cheaper; the provider may take it back).")]
    public string? Market { get; init; }

    [Description("The data set that is mounted read-only; none if not given.")]
    public string? Dataset { get; init; }

    [Description("Stop after so long without activity: an ISO 8601 duration in days, hours, minutes and seconds, such as PT30M. Never if not given.")]
    public string? IdleStop { get; init; }

    [Description("Stop so long after the launch, whatever it does: an ISO 8601 duration, such as P1DT12H. Never if not given.")]
    public string? Lifetime { get; init; }
}
