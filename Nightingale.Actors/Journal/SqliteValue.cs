using SQLitePCL;

namespace Nightingale.Actors.Journal;

/// <summary>A value on its way into a statement: a whole number, a text, bytes, or nothing.</summary>
internal readonly struct SqliteValue
{
    private readonly long? _number;
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte>? _bytes;

    private SqliteValue(long? number, string? text, ReadOnlyMemory<byte>? bytes) => (_number, _text, _bytes) = (number, text, bytes);

    public static implicit operator SqliteValue(long number) => new(number, null, null);

    public static implicit operator SqliteValue(bool flag) => new(flag ? 1 : 0, null, null);

    public static implicit operator SqliteValue(string? text) => new(null, text, null);

    public static implicit operator SqliteValue(ReadOnlyMemory<byte> bytes) => new(null, null, bytes);

    public static implicit operator SqliteValue(ReadOnlyMemory<byte>? bytes) => new(null, null, bytes);

    public static implicit operator SqliteValue(byte[] bytes) => new(null, null, bytes);

    /// <summary>Gives it to a statement; SQLite takes a copy.</summary>
    /// <returns>SQLite's result code.</returns>
    public int Bind(sqlite3_stmt statement, int index) =>
        _number is { } number ? raw.sqlite3_bind_int64(statement, index, number)
        : _text is { } text ? raw.sqlite3_bind_text(statement, index, text)
        : _bytes is { } bytes ? raw.sqlite3_bind_blob(statement, index, bytes.Span)
        : raw.sqlite3_bind_null(statement, index);
}
