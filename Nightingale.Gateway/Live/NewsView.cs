using System.ComponentModel;
using System.Text.Json.Serialization;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Provisioning;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Instances;

namespace Nightingale.Gateway.Live;

/// <summary>The data of an event in the stream; members that say nothing are left out.</summary>
internal sealed record NewsView(
    [property: Description("When.")] DateTimeOffset At,
    [property: Description("With journal: the entity's id in the journal."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Entity = null,
    [property: Description("With journal: what happened."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EventView? Event = null,
    [property: Description("With journal: the instance as it is after that."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] InstanceView? Instance = null,
    [property: Description("With progress: the line."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProgressView? Progress = null)
{
    public static NewsView Of(GatewayServices gateway, LiveEvent.Journalled happened, Caller caller) => new(
        happened.Event.At,
        happened.Event.PersistenceId,
        EventView.Of(happened.Event, caller),
        happened.Row is { } row ? InstanceView.Of(gateway, row.State, row.Version, happened.Cost) : null);

    public static NewsView Of(RunProgress line) =>
        new(line.At, Progress: new(line.Instance.Value, line.Run, line.Stage, line.Message));
}

/// <summary>A line from a Terraform run.</summary>
internal sealed record ProgressView(
    [property: Description("Whose run it is.")] Guid Instance,
    [property: Description("The run's number.")] long Run,
    [property: Description("queued, running, retrying, done, failed or cancelled.")] string Stage,
    [property: Description("What happens.")] string Message);
