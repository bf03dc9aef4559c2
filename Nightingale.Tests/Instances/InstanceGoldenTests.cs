using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Host.Composition;
using Nightingale.Tests.Journal;

namespace Nightingale.Tests.Instances;

/// <summary>Every event of an instance that was ever written still reads, and is still written so.</summary>
public sealed class InstanceGoldenTests : GoldenFiles<InstanceEvent>
{
    private static readonly DateTimeOffset At = Appends.At;
    private static readonly InstanceId Id = new(Guid.Parse("0193a000-0000-7000-8000-0123456789ab"));
    private static readonly Size Size = new("gpu", 2.5m, 8192, 1, 100);
    private static readonly InstanceSpec Spec = new("näme", "lab", "user:ada", "local", Size, Market.Spot, "image", "dataset", TimeSpan.FromMinutes(90), TimeSpan.FromDays(2));
    private static readonly MeterInterval Interval = new(3, At, At.AddMilliseconds(60_000), Size);

    protected override EventCodec<InstanceEvent> Codec => Codecs.InstanceEvents;

    protected override IReadOnlyList<InstanceEvent> Samples =>
    [
        new InstanceEvent.Launched(At, Id, Spec),
        new InstanceEvent.StartRequested(At),
        new InstanceEvent.StopRequested(At, "Stopped on request."),
        new InstanceEvent.RestartRequested(At, "Restarted on request."),
        new InstanceEvent.ResizeRequested(At, Size),
        new InstanceEvent.DeleteRequested(At),
        new InstanceEvent.Released(At),
        new InstanceEvent.Provisioned(At, 7, new("unix:/run/jupyter.sock", "provider-1", "zone-a", At.AddSeconds(-1), At)),
        new InstanceEvent.Stopped(At, 8),
        new InstanceEvent.Deleted(At, 9),
        new InstanceEvent.RunFailed(At, 7, FailureClass.Capacity, "Error: no capacity"),
        new InstanceEvent.BecameReady(At, 2, At.AddSeconds(-1)),
        new InstanceEvent.ActivityMoved(At, At.AddSeconds(-2), 3, 1),
        new InstanceEvent.ServerLost(At, 2, "No answer.", At.AddMinutes(-10)),
        new InstanceEvent.Quarantined(At, "Lost three times."),
        new InstanceEvent.WatchResumed(At),
        new InstanceEvent.MeterOpened(At, At.AddSeconds(-3)),
        new InstanceEvent.MeterClosed(At, Interval, Open: true),
        new InstanceEvent.MeterVoided(At),
        new InstanceEvent.UsageCounted(At, 3),
        new InstanceEvent.TrafficMetered(At, "0a1b", 1024, 4096),
    ];

    protected override IReadOnlyList<Snapshot> States =>
    [
        Codecs.InstanceSnapshots.Encode(Id.PersistenceId, 9, new EntitySnapshot<InstanceState>(new InstanceState
        {
            Phase = Phase.Ready,
            Reason = "why",
            Id = Id,
            Spec = Spec,
            Generation = 2,
            Run = 7,
            Wish = new(7, TerraformAction.Apply, Running: true),
            Address = "unix:/run/jupyter.sock",
            ProviderId = "provider-1",
            Zone = "zone-a",
            CreatedAt = At,
            PhaseSince = At,
            ReadyAt = At,
            ServerStartedAt = At,
            LastActivityAt = At,
            Kernels = 3,
            KernelsBusy = 1,
            Losses = [At],
            WatchedSince = At,
            NextMeter = 4,
            MeterOpenSince = At,
            MeteredUntil = At,
            MeterSize = Size,
            Uncounted = [Interval],
            IngressBytes = 1024,
            EgressBytes = 4096,
            Traffic = new InstanceState().Traffic.Add("0a1b", new(At, 1024, 4096)),
        }, ["user:ada/key 0a1b"])),
    ];
}
