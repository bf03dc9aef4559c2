using System.Text.Json;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;

namespace Nightingale.Tests.Projections;

/// <summary>Instances whose lives are as simple as the projections' tests allow, and the codec of their events.</summary>
internal static class SimpleInstances
{
    private static readonly Dictionary<string, Type> Types = typeof(InstanceEvent).GetNestedTypes()
        .ToDictionary(type => $"instance.{JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name)}.v1", StringComparer.Ordinal);

    private static readonly Dictionary<Type, string> Manifests = Types.ToDictionary(entry => entry.Value, entry => entry.Key);

    private static readonly InstanceDecider Real = new(new());

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static InstanceSpec Spec(string name = "one", string account = "lab", string owner = "user:alice") =>
        new(name, account, owner, "local", new("small", 1, 1024, 0, 10));

    public static InstanceId Id(int number) => new(new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));

    public static (string Manifest, byte[] Payload) Encode(InstanceEvent happened) =>
        (Manifests[happened.GetType()], JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), JsonSerializerOptions.Web));

    public static InstanceEvent Decode(StoredEvent stored) =>
        (InstanceEvent)JsonSerializer.Deserialize(stored.Payload.Span, Types[stored.Manifest], JsonSerializerOptions.Web)!;

    public static InstanceState Evolve(InstanceState state, InstanceEvent happened) => happened switch
    {
        InstanceEvent.Launched e => state with { Phase = Phase.Provisioning, Id = e.Id, Spec = e.Spec, CreatedAt = e.At, Generation = 1 },
        InstanceEvent.StartRequested => state with { Phase = Phase.Provisioning, Generation = state.Generation + 1 },
        InstanceEvent.RestartRequested => state with { Phase = Phase.Provisioning, Generation = state.Generation + 1 },
        InstanceEvent.Provisioned e => state with { Address = e.Outputs.Address },
        InstanceEvent.BecameReady e => state with { Phase = Phase.Ready, ReadyAt = e.At },
        InstanceEvent.ActivityMoved e => state with { LastActivityAt = e.LastActivityAt, Kernels = e.Kernels, KernelsBusy = e.KernelsBusy },
        InstanceEvent.StopRequested e => state with { Phase = Phase.Stopping, ReadyAt = null, Reason = e.Reason },
        InstanceEvent.Stopped => state with { Phase = Phase.Stopped },
        InstanceEvent.ResizeRequested e => state with { Spec = state.Spec! with { Size = e.Size } },
        InstanceEvent.Quarantined e => state with { Phase = Phase.Quarantined, Reason = e.Reason },
        InstanceEvent.Released => state with { Phase = Phase.Provisioning, Reason = null },
        InstanceEvent.DeleteRequested => state with { Phase = Phase.Deleting },
        InstanceEvent.Deleted => state with { Phase = Phase.Deleted },
        InstanceEvent.TrafficMetered => Real.Evolve(state, happened),
        _ => state,
    };

    public static InstanceFold Fold { get; } = new(Decode, new(), Evolve);

    public static InstanceList List() => new(Fold);

    public static Bill NoBill() => new((_, _) => []);

    public static StoredEvent Stored(InstanceId id, long sequence, InstanceEvent happened, long ordinal = 1)
    {
        var (manifest, payload) = Encode(happened);
        return new(id.PersistenceId, sequence, 0, ordinal, 1, happened.At, manifest, payload, "user:test", null, new byte[32], new byte[32]);
    }

    public static Task Append(this MemoryJournal journal, InstanceId id, long expectedVersion, InstanceEvent happened)
    {
        var (manifest, payload) = Encode(happened);
        return journal.Append(id.PersistenceId, expectedVersion, manifest, payload, happened.At);
    }
}
