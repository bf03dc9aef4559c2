using System.Text;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>
/// Holds a room's codec to what was ever stored: for each manifest, old versions included, there is a file <c>Journal/Golden/{manifest}.json</c> with a payload
/// as it was written. A file that once was released is never changed; a new version gets a new one.
/// </summary>
/// <typeparam name="TEvent">The room's events.</typeparam>
public abstract class GoldenFiles<TEvent>
    where TEvent : notnull
{
    /// <summary>The room's codec.</summary>
    protected abstract EventCodec<TEvent> Codec { get; }

    /// <summary>One event of each type, with a value in every property.</summary>
    protected abstract IReadOnlyList<TEvent> Samples { get; }

    /// <summary>One state of each kind that is snapshotted, with a value in every property; none by default.</summary>
    protected virtual IReadOnlyList<Snapshot> States => [];

    [Test]
    public void Every_type_of_event_has_a_manifest_and_a_sample()
    {
        var types = typeof(TEvent).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(TEvent)) && !type.IsAbstract).ToList();
        Assert.That(Codec.Manifests.Keys, Is.EquivalentTo(types));
        Assert.That(Samples.Select(sample => sample.GetType()), Is.EquivalentTo(types));
    }

    [Test]
    public void Every_sample_is_written_as_its_golden_file_says()
    {
        using (Assert.EnterMultipleScope())
            foreach (var written in Samples.Select(sample => Codec.Encode(sample, Appends.At)))
                Assert.That(Encoding.UTF8.GetString(written.Payload.Span), Is.EqualTo(Golden(written.Manifest)), written.Manifest);
    }

    [Test]
    public void Every_version_that_was_ever_written_reads()
    {
        using (Assert.EnterMultipleScope())
            foreach (var manifest in Codec.Readable)
                Assert.That(() => Codec.Decode(Stored(manifest)), Throws.Nothing, manifest);
    }

    [Test]
    public void What_is_read_is_written_again_byte_for_byte()
    {
        using (Assert.EnterMultipleScope())
            foreach (var manifest in Codec.Manifests.Values)
                Assert.That(Encoding.UTF8.GetString(Codec.Encode(Codec.Decode(Stored(manifest)), Appends.At).Payload.Span), Is.EqualTo(Golden(manifest)), manifest);
    }

    [Test]
    public void Every_state_is_written_as_its_golden_file_says()
    {
        using (Assert.EnterMultipleScope())
            foreach (var state in States)
                Assert.That(Encoding.UTF8.GetString(state.Payload.Span), Is.EqualTo(Golden(state.Manifest)), $"{state.Manifest}: a changed state is a new version");
    }

    /// <summary>What a manifest's golden file holds; empty, which fails with what it ought to hold, if there is none.</summary>
    protected static string Golden(string manifest)
    {
        var file = Path.Combine(TestContext.CurrentContext.TestDirectory, "Journal", "Golden", $"{manifest}.json");
        return File.Exists(file) ? File.ReadAllText(file).TrimEnd('\n') : "";
    }

    /// <summary>The event that a golden file holds.</summary>
    protected static StoredEvent Stored(string manifest) =>
        new($"golden/{manifest}", 1, 0, 1, 1, Appends.At, manifest, Encoding.UTF8.GetBytes(Golden(manifest)), "user:golden", null, default, default);
}
