using System.Net;

namespace Nightingale.Host.Composition;

/// <summary>How a node takes part in a cluster.</summary>
public sealed record ClusterOptions
{
    /// <summary>The database, as a connection string without a password.</summary>
    public required string Database { get; init; }

    /// <summary>The file with its password; null: that comes from <c>PGPASSWORD</c> or <c>PGPASSFILE</c>.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The folder with the cluster's secret and this node's certificate.</summary>
    public required string KeysFolder { get; init; }

    /// <summary>What operators call the node.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens for other nodes.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Where other nodes reach it; null: where it listens.</summary>
    public string? Advertise { get; init; }

    /// <summary>The folder that nodes of one machine share for the instances that run there; null: the data folder.</summary>
    public string? SharedFolder { get; init; }

    /// <summary>Whether entities live here. A gateway holds none.</summary>
    public bool HoldsShards { get; init; } = true;

    /// <summary>How long the node lives without a renewal; the same on all nodes. Default 10 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);
}
