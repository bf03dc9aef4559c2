using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>How a Terraform run ended. A run that was cancelled has no outcome: it throws.</summary>
public abstract record RunOutcome
{
    private RunOutcome() { }

    /// <summary>An apply ended well.</summary>
    public sealed record Applied(ModuleOutputs Outputs) : RunOutcome;

    /// <summary>A destroy ended well.</summary>
    /// <param name="StoppedAt">When the provider says that the compute ceased to run; null if it does not say, or if there was none.</param>
    public sealed record Destroyed(DateTimeOffset? StoppedAt = null) : RunOutcome;

    /// <summary>The run failed.</summary>
    /// <param name="Class">How.</param>
    /// <param name="Reason">The provider's own words, without paths and secrets.</param>
    public sealed record Failed(FailureClass Class, string Reason) : RunOutcome;
}
