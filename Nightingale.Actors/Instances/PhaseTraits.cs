namespace Nightingale.Actors.Instances;

/// <summary>What several rules ask of a phase or a state.</summary>
internal static class PhaseTraits
{
    /// <summary>Whether the instance runs or is on its way to.</summary>
    public static bool MeansToRun(this Phase phase) => phase is Phase.Provisioning or Phase.Starting or Phase.Ready;

    /// <summary>Whether there is a server that the probe asks.</summary>
    public static bool IsWatched(this Phase phase) => phase is Phase.Starting or Phase.Ready;

    /// <summary>When the instance has lived as long as was asked; null: never.</summary>
    public static DateTimeOffset? EndOfLife(this InstanceState state) => state.CreatedAt + state.Spec?.Lifetime;
}
