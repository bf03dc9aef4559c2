using Nightingale.Actors.Entities;

namespace Nightingale.Actors.Instances;

/// <summary>What an instance owes the world.</summary>
public abstract record InstanceWork : IWork
{
    /// <inheritdoc/>
    public abstract string Key { get; }

    /// <summary>Bring the world to this specification.</summary>
    /// <param name="Run">Rises with each wish; the run's idempotency key.</param>
    /// <param name="Action">Apply or destroy.</param>
    /// <param name="Running">With apply: whether there is to be compute.</param>
    /// <param name="Id">The instance.</param>
    /// <param name="Generation">Names the server: another generation is another server, with another token.</param>
    /// <param name="Spec">Account, target, size and the rest.</param>
    public sealed record RunTerraform(long Run, TerraformAction Action, bool Running, InstanceId Id, int Generation, InstanceSpec Spec) : InstanceWork
    {
        /// <inheritdoc/>
        public override string Key => $"terraform/{Run}";
    }

    /// <summary>Ask Jupyter each second whether it is there.</summary>
    /// <param name="Id">The instance.</param>
    /// <param name="Generation">The generation to ask.</param>
    /// <param name="Address">Where it listens.</param>
    /// <param name="ServerStartedAt">The server known to be ready, or null if none has answered yet.</param>
    public sealed record Probe(InstanceId Id, int Generation, string Address, DateTimeOffset? ServerStartedAt) : InstanceWork
    {
        /// <inheritdoc/>
        public override string Key => $"probe/{Generation}";
    }

    /// <summary>Say when a moment has passed.</summary>
    public sealed record Await(Deadline Deadline, DateTimeOffset Due) : InstanceWork
    {
        /// <inheritdoc/>
        public override string Key => $"await/{Deadline}/{Due.ToUnixTimeMilliseconds()}";
    }

    /// <summary>Have the account count these intervals.</summary>
    public sealed record DeliverUsage(InstanceId Id, InstanceSpec Spec, IReadOnlyList<MeterInterval> Intervals) : InstanceWork
    {
        /// <inheritdoc/>
        public override string Key => $"usage/{Intervals[0].Number}-{Intervals[^1].Number}";
    }
}

/// <summary>What Terraform is to do.</summary>
public enum TerraformAction
{
    /// <summary>Make it so, running or not.</summary>
    Apply,

    /// <summary>Leave nothing.</summary>
    Destroy,
}
