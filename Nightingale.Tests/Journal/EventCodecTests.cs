using System.Text;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class EventCodecTests
{
    [Test]
    public void Every_value_comes_back_exactly_and_nulls_are_not_written()
    {
        var grown = new Fruit.Grown(
            Appends.At.AddTicks(1234567),
            Fruit.Hue.DeepGreen,
            79228162514264337593543950335m,
            new(Guid.Parse("0193a000-0000-7000-8000-0123456789ab")),
            TimeSpan.FromTicks(1),
            null);
        var stored = Stored(Fruit.Codec.Encode(grown, grown.At));

        Assert.That(Fruit.Codec.Decode(stored), Is.EqualTo(grown));
        Assert.That(stored.Text(), Is.EqualTo(
            """{"at":"2026-03-01T09:00:00.1234567+00:00","colour":"deep-green","weight":79228162514264337593543950335,"tree":"0193a000-0000-7000-8000-0123456789ab","ripeAfter":"00:00:00.0000001"}"""));
    }

    [Test]
    public void An_unknown_manifest_is_named()
    {
        var unknown = Assert.Throws<UnreadableEventException>(() => Fruit.Codec.Decode(Stored("fruit.sold.v1", "{}")))!;
        Assert.That(unknown.Message, Does.Contain("Event 1 of fruit/1").And.Contain("fruit.sold.v1").And.Contain("newer version"));
    }

    [TestCase("{}", TestName = "A payload without what its type needs is not read")]
    [TestCase("[]", TestName = "A payload that is no object is not read")]
    [TestCase("null", TestName = "A payload that is null is not read")]
    [TestCase("{\"at\":\"2026", TestName = "A payload that breaks off is not read")]
    [TestCase("{\"at\":\"2026-03-01T09:00:00+00:00\",\"by\":\"alice\",\"and\":1}", TestName = "A payload with something unknown in it is not read")]
    [TestCase("{\"at\":\"2026-03-01T09:00:00+00:00\",\"by\":\"alice\",\"by\":\"bob\"}", TestName = "A payload that says something twice is not read")]
    [TestCase("{\"at\":\"2026-03-01T09:00:00+00:00\",\"by\":null}", TestName = "A payload with a null where none may be is not read")]
    [TestCase("", TestName = "A payload that was removed is not read")]
    public void Bad_payload(string json)
    {
        var fault = Assert.Throws<UnreadableEventException>(() => Fruit.Codec.Decode(Stored("fruit.eaten.v1", json)))!;
        Assert.That(fault.Message, Does.Contain("Event 1 of fruit/1"));
    }

    [Test]
    public void A_type_without_a_manifest_is_not_written()
    {
        var codec = new EventCodec<Fruit>(new Dictionary<Type, string> { [typeof(Fruit.Grown)] = "fruit.grown.v1" });
        Assert.That(() => codec.Encode(new Fruit.Eaten(Appends.At, "alice"), Appends.At), Throws.ArgumentException.With.Message.Contains("Eaten"));
    }

    [Test]
    public void A_codec_that_contradicts_itself_is_not_made()
    {
        Assert.That(() => new EventCodec<Fruit>(new Dictionary<Type, string> { [typeof(Fruit.Grown)] = "a.v1", [typeof(Fruit.Eaten)] = "a.v1" }), Throws.ArgumentException);
        Assert.That(() => new EventCodec<Fruit>(new Dictionary<Type, string> { [typeof(string)] = "a.v1" }), Throws.ArgumentException);
        Assert.That(() => new EventCodec<Fruit>(new Dictionary<Type, string> { [typeof(Fruit.Grown)] = "a.v2" }, Upcasts.None.With("a.v1", "b.v2", _ => { })), Throws.ArgumentException);
        Assert.That(() => Upcasts.None.With("a.v1", "a.v2", _ => { }).With("a.v2", "a.v1", _ => { }), Throws.ArgumentException);
        Assert.That(() => Upcasts.None.With("a.v1", "a.v1", _ => { }), Throws.ArgumentException);
    }

    [Test]
    public void A_state_comes_back_from_its_snapshot_and_another_version_does_not()
    {
        var state = new FruitGoldenTests.Basket { Count = 3 };
        var codec = new StateCodec<FruitGoldenTests.Basket>("basket.v1");
        var snapshot = codec.Encode("fruit/1", 9, state);

        Assert.That(codec.TryDecode(snapshot, out var read), Is.True);
        Assert.That(read, Is.EqualTo(state));
        Assert.That(new StateCodec<FruitGoldenTests.Basket>("basket.v2").TryDecode(snapshot, out _), Is.False);
        Assert.That(codec.TryDecode(snapshot with { Payload = "[1]"u8.ToArray() }, out _), Is.False);
    }

    private static StoredEvent Stored(NewEvent @event) => Stored(@event.Manifest, Encoding.UTF8.GetString(@event.Payload.Span));

    private static StoredEvent Stored(string manifest, string json) =>
        new("fruit/1", 1, 7, 1, 1, Appends.At, manifest, Encoding.UTF8.GetBytes(json), "user:alice", null, default, default);
}
