using System.Diagnostics;

namespace Nightingale.Actors.Instances;

/// <summary>Evolve: what each event makes of the state. No setting has a say here, so that a journal tells the same under every configuration.</summary>
internal static class InstanceHistory
{
    public static InstanceState Evolve(InstanceState state, InstanceEvent @event) => @event switch
    {
        InstanceEvent.Launched e => NextServer(state with { Id = e.Id, Spec = e.Spec, CreatedAt = e.At }, e.At),
        InstanceEvent.StartRequested e => NextServer(state, e.At),
        InstanceEvent.StopRequested e => Enter(state, Phase.Stopping, e.At, e.Reason).Wishes(TerraformAction.Apply, running: false),
        InstanceEvent.RestartRequested e => NextServer(state, e.At, e.Reason),
        InstanceEvent.ResizeRequested e => Resized(state with { Spec = state.Spec! with { Size = e.Size } }, e.At),
        InstanceEvent.DeleteRequested e => Enter(state, Phase.Deleting, e.At).Wishes(TerraformAction.Destroy, running: false),
        InstanceEvent.Released => state with { Losses = [] },

        InstanceEvent.Provisioned e => Provisioned(state, e),
        InstanceEvent.Stopped e => Stopped(state, e.At),
        InstanceEvent.Deleted e => Enter(state, Phase.Deleted, e.At) with { Wish = null, ProviderId = null, Zone = null },
        InstanceEvent.RunFailed e => RunFailed(state, e),

        InstanceEvent.BecameReady e => BecameReady(state, e),
        InstanceEvent.ActivityMoved e => state with { LastActivityAt = e.LastActivityAt, Kernels = e.Kernels, KernelsBusy = e.KernelsBusy },
        InstanceEvent.ServerLost e => state with { Losses = [.. state.Losses.Where(loss => loss > e.CountsSince), e.At] },
        InstanceEvent.Quarantined e => Enter(state, Phase.Quarantined, e.At, e.Reason).Wishes(TerraformAction.Apply, running: false),
        InstanceEvent.WatchResumed e => state with { WatchedSince = e.At },

        InstanceEvent.MeterOpened e => state with { MeterOpenSince = e.Since, MeterSize = state.Spec!.Size },
        InstanceEvent.MeterClosed e => MeterClosed(state, e),
        InstanceEvent.MeterVoided => state with { MeterOpenSince = null, MeterSize = null },
        InstanceEvent.UsageCounted e => state with { Uncounted = [.. state.Uncounted.Where(interval => interval.Number > e.Through)] },
        InstanceEvent.TrafficMetered e => TrafficMeter.Metered(state, e),
        _ => throw new UnreachableException($"Nothing says what {@event.GetType().Name} makes of an instance."),
    };

    // What belongs to a server goes with it. The name at the provider stays until the compute is known to be gone: an operator may need it.
    private static InstanceState Enter(InstanceState state, Phase phase, DateTimeOffset at, string? reason = null) => state with
    {
        Phase = phase,
        PhaseSince = at,
        Reason = reason,
        Address = null,
        ReadyAt = null,
        ServerStartedAt = null,
        WatchedSince = null,
        Kernels = 0,
        KernelsBusy = 0,
    };

    private static InstanceState Wishes(this InstanceState state, TerraformAction action, bool running) => state with
    {
        Run = state.Run + 1,
        Wish = new(state.Run + 1, action, running),
    };

    private static InstanceState NextServer(InstanceState state, DateTimeOffset at, string? reason = null) =>
        Enter(state, Phase.Provisioning, at, reason).Wishes(TerraformAction.Apply, running: true) with { Generation = state.Generation + 1 };

    private static InstanceState Resized(InstanceState state, DateTimeOffset at) =>
        state.Phase.MeansToRun() ? NextServer(state, at) : state;

    private static InstanceState Provisioned(InstanceState state, InstanceEvent.Provisioned e) => Enter(state, Phase.Starting, e.At, state.Reason) with
    {
        Wish = null,
        Address = e.Outputs.Address,
        ProviderId = e.Outputs.ProviderId,
        Zone = e.Outputs.Zone,
    };

    // Compute is also taken down in quarantine and after a failure; then the phase, and its reason, stay.
    private static InstanceState Stopped(InstanceState state, DateTimeOffset at) =>
        (state.Phase is Phase.Stopping ? Enter(state, Phase.Stopped, at, state.Reason) : state) with
        {
            Wish = null,
            ProviderId = null,
            Zone = null,
        };

    // What came up by half would go on costing: one wish to take it down follows a failed start, and none a failed take-down.
    private static InstanceState RunFailed(InstanceState state, InstanceEvent.RunFailed e) => state switch
    {
        { Wish.Running: true } => Enter(state, Phase.Failed, e.At, e.Reason).Wishes(TerraformAction.Apply, running: false),
        { Phase: Phase.Quarantined or Phase.Failed } => state with { Wish = null, Reason = e.Reason },
        _ => Enter(state, Phase.Failed, e.At, e.Reason) with { Wish = null },
    };

    private static InstanceState BecameReady(InstanceState state, InstanceEvent.BecameReady e) => state with
    {
        Phase = Phase.Ready,
        PhaseSince = state.Phase is Phase.Ready ? state.PhaseSince : e.At,
        Reason = null,
        ReadyAt = e.At,
        ServerStartedAt = e.ServerStartedAt,
        Kernels = 0,
        KernelsBusy = 0,
    };

    private static InstanceState MeterClosed(InstanceState state, InstanceEvent.MeterClosed e) => state with
    {
        NextMeter = e.Interval.Number + 1,
        MeteredUntil = e.Interval.To,
        MeterOpenSince = e.Open ? e.Interval.To : null,
        MeterSize = e.Open ? e.Interval.Size : null,
        Uncounted = state.Uncounted.Add(e.Interval),
    };
}
