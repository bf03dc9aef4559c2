using Nightingale.Actors.Entities;
using Answer = Nightingale.Actors.Entities.Decision<Nightingale.Actors.Instances.InstanceEvent>;

namespace Nightingale.Actors.Instances;

/// <summary>
/// Counts the bytes between people and Jupyter. Gateways tell totals, as often as they like and again if no answer came; counted is what a total rose by.
/// </summary>
internal static class TrafficMeter
{
    // A gateway that starts anew is another one. Far more than ever serve an instance at once.
    private const int GatewaysKept = 32;

    /// <summary>Counts what is new in a gateway's totals; nothing where they were told before.</summary>
    public static Answer Counted(InstanceState state, InstanceCommand.TrafficCounted command)
    {
        if (string.IsNullOrEmpty(command.Gateway) || command.Ingress < 0 || command.Egress < 0) return Answer.Refuse(RefusalKind.Invalid, Words.NoSuchTraffic);
        var known = Known(state, command.Gateway, command.At);
        var (ingress, egress) = (Math.Max(0, command.Ingress - known.Ingress), Math.Max(0, command.Egress - known.Egress));
        return ingress + egress > 0 ? Answer.Accept(new InstanceEvent.TrafficMetered(command.At, command.Gateway, ingress, egress)) : Answer.Accept();
    }

    /// <summary>What that makes of the state.</summary>
    public static InstanceState Metered(InstanceState state, InstanceEvent.TrafficMetered e)
    {
        var known = Known(state, e.Gateway, e.At);
        var traffic = state.Traffic.SetItem(e.Gateway, new(e.At, known.Ingress + e.Ingress, known.Egress + e.Egress));
        return state with
        {
            IngressBytes = state.IngressBytes + e.Ingress,
            EgressBytes = state.EgressBytes + e.Egress,
            Traffic = traffic.Count > GatewaysKept ? traffic.Remove(traffic.MinBy(gateway => gateway.Value.At).Key) : traffic,
        };
    }

    private static TrafficTotal Known(InstanceState state, string gateway, DateTimeOffset at) => state.Traffic.GetValueOrDefault(gateway) ?? new(at, 0, 0);
}
