using System.Text.Json;
using Nightingale.Actors.Instances;

namespace Nightingale.Tests.Instances;

/// <summary>States and events as bytes: records compare their collections by reference, bytes compare everything.</summary>
internal static class Bytes
{
    public static string Of(InstanceState state) => JsonSerializer.Serialize(state);

    public static InstanceState Again(InstanceState state) => JsonSerializer.Deserialize<InstanceState>(Of(state))!;

    public static InstanceEvent Again(InstanceEvent @event) =>
        (InstanceEvent)JsonSerializer.Deserialize(JsonSerializer.Serialize(@event, @event.GetType()), @event.GetType())!;

    public static string Of(IReadOnlyCollection<InstanceWork> owed) => string.Join('\n', owed.Select(work => JsonSerializer.Serialize(work, work.GetType())));
}
