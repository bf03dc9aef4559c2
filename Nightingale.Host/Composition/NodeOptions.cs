namespace Nightingale.Host.Composition;

/// <summary>What `up`, `node` and `gateway` may choose.</summary>
public sealed record NodeOptions
{
    /// <summary>Where the journal and everything beside it lies; made if need be.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The gateway's port on 127.0.0.1; 0 takes a free one. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The address that people type where something that speaks TLS stands before the gateway; null: they come to the port itself.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The domain below which each instance's pages have a host name of their own. Default <c>localhost</c>.</summary>
    public string InstanceDomain { get; init; } = "localhost";

    /// <summary>The folder with one Terraform module a target; null: those that are shipped.</summary>
    public string? ModulesFolder { get; init; }

    /// <summary>The Terraform program. Default: the one on the PATH.</summary>
    public string TerraformBinary { get; init; } = "terraform";

    /// <summary>How it takes part in a cluster; null: it is alone.</summary>
    public ClusterOptions? Cluster { get; init; }

    /// <summary>Whether entities live here. Without them nothing runs Terraform, so that it need not be there.</summary>
    public bool HoldsShards => Cluster is not { HoldsShards: false };

    /// <summary>The currency of every account; ISO 4217.</summary>
    public const string Currency = "USD";

    /// <summary>The account that a new data folder has from the start.</summary>
    public const string FirstAccount = "default";
}
