using System.Text.Json.Nodes;

using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Journal;

/// <summary>Events of a made-up entity, one of them in its third version.</summary>
public abstract record Fruit(DateTimeOffset At)
{
    public static readonly EventCodec<Fruit> Codec = new(
        new Dictionary<Type, string> { [typeof(Grown)] = "fruit.grown.v3", [typeof(Eaten)] = "fruit.eaten.v1" },
        Upcasts.None
            .With("fruit.grown.v1", "fruit.grown.v2", json => json["colour"] = Take(json, "color"))
            .With("fruit.grown.v2", "fruit.grown.v3", json => json["weight"] = 0.50m));

    public enum Hue
    {
        Red,
        DeepGreen,
    }

    private static JsonNode? Take(JsonObject json, string property)
    {
        var value = json[property];
        json.Remove(property);
        return value;
    }

    public sealed record Grown(DateTimeOffset At, Hue Colour, decimal Weight, InstanceId Tree, TimeSpan? RipeAfter, string? Note) : Fruit(At);

    public sealed record Eaten(DateTimeOffset At, string By) : Fruit(At);
}
