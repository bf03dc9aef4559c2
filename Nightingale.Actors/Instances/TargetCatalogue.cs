using System.Collections.Immutable;

namespace Nightingale.Actors.Instances;

/// <summary>Where instances can run.</summary>
public static class TargetCatalogue
{
    /// <summary>Every target, also those that are not yet available.</summary>
    public static ImmutableArray<Target> All { get; } =
    [
        new("local", "This machine", null),
        new("aws", "Amazon Web Services, EC2", NotYet("AWS")),
        new("azure", "Microsoft Azure, virtual machines", NotYet("Azure")),
        new("gcp", "Google Cloud, Cloud Run", NotYet("Google Cloud")),
    ];

    /// <summary>Why nothing can be launched on a target; null if it can.</summary>
    public static string? Problem(string target) => All.FirstOrDefault(known => known.Name == target) is { } found
        ? found.NotAvailableBecause
        : $"There is no target '{target}'. Targets: {string.Join(", ", All.Select(known => known.Name))}.";

    private static string NotYet(string provider) => $"This version of Nightingale brings no Terraform module for {provider}. Use the target local.";
}

/// <summary>A place where instances run.</summary>
/// <param name="Name">As requests name it.</param>
/// <param name="Title">For people.</param>
/// <param name="NotAvailableBecause">Why nothing can be launched there; null if it can.</param>
public sealed record Target(string Name, string Title, string? NotAvailableBecause)
{
    /// <summary>Whether instances can be launched there.</summary>
    public bool Available => NotAvailableBecause is null;
}
