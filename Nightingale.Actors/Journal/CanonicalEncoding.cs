using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The one way in which the journal turns fields into bytes before it hashes or signs them. Each field is its length (4 bytes, big-endian)
/// and then its bytes, so that no two different lists of fields encode to the same bytes:
/// <list type="bullet">
/// <item>a number is 8 bytes, big-endian, two's complement;</item>
/// <item>a text is UTF-8 without a byte order mark;</item>
/// <item>an absent text is the length <c>0xFFFFFFFF</c> and no bytes.</item>
/// </list>
/// The first field is a text, the domain, that keeps a hash of one kind of record from passing for another.
/// </summary>
internal ref struct CanonicalEncoding : IDisposable
{
    private const uint Absent = uint.MaxValue;
    private byte[] _buffer;
    private int _length;

    /// <summary>Begins an encoding. Dispose it: its buffer is rented.</summary>
    public CanonicalEncoding(string domain)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(1024);
        Add(domain);
    }

    /// <summary>What was written so far; good until the next call.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Adds a number.</summary>
    public void Add(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), number);
    }

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Field(bytes.Length));

    /// <summary>Adds a text, or its absence.</summary>
    public void Add(string? text)
    {
        if (text is null) Length(Absent);
        else Encoding.UTF8.GetBytes(text, Field(Encoding.UTF8.GetByteCount(text)));
    }

    /// <inheritdoc/>
    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private Span<byte> Field(int length)
    {
        Length((uint)length);
        return Reserve(length);
    }

    private void Length(uint length) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(sizeof(uint)), length);

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count) Grow(count);
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
