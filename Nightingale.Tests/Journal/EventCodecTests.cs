using System.Text;
using System.Text.Json.Nodes;

using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class EventCodecTests
{
    private static readonly EventCodec<Fruit> Codec = new(
        new Dictionary<Type, string> { [typeof(Fruit.Grown)] = "fruit.grown.v3", [typeof(Fruit.Eaten)] = "fruit.eaten.v1" },
        Upcasts.None
            .With("fruit.grown.v1", "fruit.grown.v2", json => json["colour"] = Rename(json, "color"))
            .With("fruit.grown.v2", "fruit.grown.v3", json => json["weight"] = 0.50m));

    public enum Colour
    {
        Red,
        DeepGreen,
    }

    [Test]
    public void Every_value_comes_back_exactly()
    {
        var grown = new Fruit.Grown(
            Appends.At.AddTicks(1234567),
            Colour.DeepGreen,
            79228162514264337593543950335m,
            new(Guid.Parse("0193a000-0000-7000-8000-0123456789ab")),
            TimeSpan.FromTicks(1),
            null);
        var stored = Stored(Codec.Encode(grown, grown.At));

        Assert.That(Codec.Decode(stored), Is.EqualTo(grown));
        Assert.That(stored.Text(), Is.EqualTo(
            """{"at":"2026-03-01T09:00:00.1234567+00:00","colour":"deep-green","weight":79228162514264337593543950335,"tree":"0193a000-0000-7000-8000-0123456789ab","ripeAfter":"00:00:00.0000001"}"""));
    }

    [Test]
    public void The_scale_of_a_decimal_is_kept() =>
        Assert.That(((Fruit.Grown)Codec.Decode(Stored("fruit.grown.v3", Grown("1.50")))).Weight.Scale, Is.EqualTo(2));

    [Test]
    public void Old_versions_are_brought_up_step_by_step()
    {
        var old = """{"at":"2026-03-01T09:00:00+00:00","color":"red","tree":"0193a000-0000-7000-8000-0123456789ab"}""";
        var grown = (Fruit.Grown)Codec.Decode(Stored("fruit.grown.v1", old));

        Assert.That((grown.Colour, grown.Weight), Is.EqualTo((Colour.Red, 0.50m)));
    }

    [Test]
    public void Without_its_upcast_an_old_version_is_not_read()
    {
        var without = new EventCodec<Fruit>(new Dictionary<Type, string>(Codec.Manifests));
        Assert.That(() => without.Decode(Stored("fruit.grown.v1", Grown("1"))), Throws.InstanceOf<UnreadableEventException>());
    }

    [Test]
    public void An_unknown_manifest_is_named()
    {
        var unknown = Assert.Throws<UnreadableEventException>(() => Codec.Decode(Stored("fruit.sold.v1", "{}")))!;
        Assert.That(unknown.Message, Does.Contain("Event 1 of fruit/1").And.Contain("fruit.sold.v1").And.Contain("newer version"));
    }

    [TestCase("{}", TestName = "A payload without what its type needs is not read")]
    [TestCase("[]", TestName = "A payload that is no object is not read")]
    [TestCase("null", TestName = "A payload that is null is not read")]
    [TestCase("{\"at\":\"2026", TestName = "A payload that breaks off is not read")]
    [TestCase("{\"at\":\"2026-03-01T09:00:00+00:00\",\"by\":\"alice\",\"and\":1}", TestName = "A payload with something unknown in it is not read")]
    [TestCase("{\"at\":\"2026-03-01T09:00:00+00:00\",\"by\":null}", TestName = "A payload with a null where none may be is not read")]
    [TestCase("", TestName = "A payload that was removed is not read")]
    public void Bad_payload(string json)
    {
        var fault = Assert.Throws<UnreadableEventException>(() => Codec.Decode(Stored("fruit.eaten.v1", json)))!;
        Assert.That(fault.Message, Does.Contain("Event 1 of fruit/1"));
    }

    [Test]
    public void A_type_without_a_manifest_is_not_written() =>
        Assert.That(() => Codec.Encode(new Fruit.Rotten(Appends.At), Appends.At), Throws.ArgumentException.With.Message.Contains("Rotten"));

    [Test]
    public void A_codec_that_contradicts_itself_is_not_made()
    {
        Assert.That(() => new EventCodec<Fruit>(new Dictionary<Type, string> { [typeof(Fruit.Grown)] = "a.v1", [typeof(Fruit.Eaten)] = "a.v1" }), Throws.ArgumentException);
        Assert.That(() => new EventCodec<Fruit>(new Dictionary<Type, string> { [typeof(string)] = "a.v1" }), Throws.ArgumentException);
        Assert.That(() => new EventCodec<Fruit>(new Dictionary<Type, string> { [typeof(Fruit.Grown)] = "a.v2" }, Upcasts.None.With("a.v1", "b.v2", _ => { })), Throws.ArgumentException);
        Assert.That(() => Upcasts.None.With("a.v1", "a.v2", _ => { }).With("a.v2", "a.v1", _ => { }), Throws.ArgumentException);
    }

    [Test]
    public void A_state_comes_back_from_its_snapshot_and_another_version_does_not()
    {
        var state = new Basket { Count = 3, Best = "äpple" };
        var snapshot = new StateCodec<Basket>("basket.v1").Encode("fruit/1", 9, state);

        Assert.That(Encoding.UTF8.GetString(snapshot.Payload.Span), Is.EqualTo("""{"best":"äpple","count":3}"""));
        Assert.That(new StateCodec<Basket>("basket.v1").TryDecode(snapshot, out var read), Is.True);
        Assert.That(read, Is.EqualTo(state));
        Assert.That(new StateCodec<Basket>("basket.v2").TryDecode(snapshot, out _), Is.False);
        Assert.That(new StateCodec<Basket>("basket.v1").TryDecode(snapshot with { Payload = "[1]"u8.ToArray() }, out _), Is.False);
    }

    private static string Grown(string weight) =>
        $$"""{"at":"2026-03-01T09:00:00+00:00","colour":"red","weight":{{weight}},"tree":"0193a000-0000-7000-8000-0123456789ab"}""";

    private static JsonNode? Rename(JsonObject json, string old)
    {
        var value = json[old];
        json.Remove(old);
        return value;
    }

    private static StoredEvent Stored(NewEvent @event) => Stored(@event.Manifest, Encoding.UTF8.GetString(@event.Payload.Span));

    private static StoredEvent Stored(string manifest, string json) =>
        new("fruit/1", 1, 7, 1, 1, Appends.At, manifest, Encoding.UTF8.GetBytes(json), "user:alice", null, default, default);

    public abstract record Fruit(DateTimeOffset At)
    {
        public sealed record Grown(DateTimeOffset At, Colour Colour, decimal Weight, InstanceId Tree, TimeSpan? RipeAfter, string? Note) : Fruit(At);

        public sealed record Eaten(DateTimeOffset At, string By) : Fruit(At);

        public sealed record Rotten(DateTimeOffset At) : Fruit(At);
    }

    public sealed record Basket
    {
        public int Count { get; init; }

        public string? Best { get; init; }
    }
}
