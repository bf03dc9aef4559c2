using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>The hashes, computed again as an auditor would from the documentation alone.</summary>
public sealed class HashChainTests
{
    private static readonly StoredEvent Stored = new(
        "thing/ä", 3, 7, 42, 5, Appends.At.AddMilliseconds(1), "thing.happened.v1", "{}"u8.ToArray(), "user:alice", "k f", SHA256.HashData("{}"u8), default);

    [Test]
    public void An_events_hash_is_the_documented_one()
    {
        var previous = SHA256.HashData("before"u8);
        var documented = SHA256.HashData(
        [
            .. Field("nightingale.event.v1"u8), .. Field(previous), .. Field(Encoding.UTF8.GetBytes("thing/ä")), .. Field(3), .. Field(7), .. Field(42), .. Field(5),
            .. Field(1772355600001), .. Field("thing.happened.v1"u8), .. Field(SHA256.HashData("{}"u8)), .. Field("user:alice"u8), .. Field("k f"u8),
        ]);

        Assert.That(HashChain.Event(previous, Stored), Is.EqualTo(documented));
    }

    [Test]
    public void An_absent_command_key_is_not_an_empty_one()
    {
        var absent = HashChain.Event(HashChain.Origin.Span, Stored with { CommandKey = null });
        Assert.That(absent, Is.Not.EqualTo(HashChain.Event(HashChain.Origin.Span, Stored with { CommandKey = "" })));
    }

    [Test]
    public void Text_cannot_move_from_one_field_to_the_next()
    {
        var one = HashChain.Event(HashChain.Origin.Span, Stored with { Principal = "user:alice", CommandKey = "k f" });
        var other = HashChain.Event(HashChain.Origin.Span, Stored with { Principal = "user:alicek", CommandKey = " f" });
        Assert.That(one, Is.Not.EqualTo(other));
    }

    [Test]
    public void A_running_hash_is_the_documented_one()
    {
        var hash = SHA256.HashData("event"u8);
        Assert.That(
            HashChain.Running(HashChain.Origin.Span, hash),
            Is.EqualTo(SHA256.HashData([.. Field("nightingale.shard.v1"u8), .. Field(new byte[32]), .. Field(hash)])));
    }

    [Test]
    public void Long_fields_are_hashed_whole()
    {
        var one = Stored with { Principal = new('a', 100_000) };
        var other = Stored with { Principal = new string('a', 99_999) + 'b' };
        Assert.That(HashChain.Event(HashChain.Origin.Span, one), Is.Not.EqualTo(HashChain.Event(HashChain.Origin.Span, other)));
    }

    private static byte[] Field(ReadOnlySpan<byte> bytes)
    {
        var field = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(field, (uint)bytes.Length);
        bytes.CopyTo(field.AsSpan(4));
        return field;
    }

    private static byte[] Field(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Field(bytes);
    }
}
