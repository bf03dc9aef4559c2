using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>The golden files' own test, on made-up events.</summary>
public sealed class FruitGoldenTests : GoldenFiles<Fruit>
{
    protected override EventCodec<Fruit> Codec => Fruit.Codec;

    protected override IReadOnlyList<Fruit> Samples =>
    [
        new Fruit.Grown(Appends.At.AddTicks(1234567), Fruit.Hue.DeepGreen, 1.50m, new(Guid.Parse("0193a000-0000-7000-8000-0123456789ab")), TimeSpan.FromDays(90) + TimeSpan.FromTicks(1), "sweet"),
        new Fruit.Eaten(Appends.At, "alice"),
    ];

    protected override IReadOnlyList<Snapshot> States => [new StateCodec<Basket>("basket.v1").Encode("fruit/1", 9, new Basket { Count = 3, Best = "äpple" })];

    /// <summary>A payload as it was once written.</summary>
    public static byte[] Payload(string manifest) => Stored(manifest).Payload.ToArray();

    [Test]
    public void A_version_without_a_golden_file_fails() =>
        Assert.That(() => Codec.Decode(Stored("fruit.eaten.v2")), Throws.InstanceOf<UnreadableEventException>());

    [TestCase("fruit.grown.v1", Fruit.Hue.Red, null)]
    [TestCase("fruit.grown.v2", Fruit.Hue.DeepGreen, "sweet")]
    public void Old_versions_are_brought_up_step_by_step(string manifest, Fruit.Hue colour, string? note)
    {
        var grown = (Fruit.Grown)Codec.Decode(Stored(manifest));
        Assert.That((grown.Colour, grown.Weight, grown.Note), Is.EqualTo((colour, 0.50m, note)));
    }

    [Test]
    public void Without_its_upcast_an_old_version_is_not_read()
    {
        var without = new EventCodec<Fruit>(new Dictionary<Type, string>(Codec.Manifests));
        Assert.That(() => without.Decode(Stored("fruit.grown.v1")), Throws.InstanceOf<UnreadableEventException>());
    }

    public sealed record Basket
    {
        public int Count { get; init; }

        public string? Best { get; init; }
    }
}
