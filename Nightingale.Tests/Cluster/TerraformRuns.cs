using Nightingale.Actors.Provisioning;

namespace Nightingale.Tests.Cluster;

/// <summary>Looks at the machine for Terraform, not at what Nightingale says of it.</summary>
public static class TerraformRuns
{
    /// <summary>Whether a Terraform of the node on this data folder runs at this moment, or a script or provider of one.</summary>
    public static async Task<bool> Any(string dataFolder)
    {
        foreach (var process in ProcessTable.Ids())
            if ((await ProcessTable.Environment(process)).Contains($"{Terraform.Marker}={dataFolder}", StringComparer.Ordinal))
                return true;
        return false;
    }
}
