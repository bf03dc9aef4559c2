using System.Runtime.CompilerServices;

namespace Nightingale.Gateway.Audit;

/// <summary>Reads a file's lines from its end to its beginning, a block at a time, however large it is.</summary>
internal static class BackwardLines
{
    private const int Block = 64 * 1024;

    /// <summary>The lines that begin before a place, last first, each with where it begins; what has no line end yet is no line.</summary>
    public static async IAsyncEnumerable<(long Begin, ReadOnlyMemory<byte> Line)> Read(FileStream file, long before, [EnumeratorCancellation] CancellationToken cancel)
    {
        // What is left of a block before its first line end belongs to a line that begins in an earlier one.
        var rest = Array.Empty<byte>();
        var closed = false;
        for (var begin = before; begin > 0;)
        {
            var size = (int)Math.Min(Block, begin);
            begin -= size;
            var block = new byte[size + rest.Length];
            file.Position = begin;
            await file.ReadExactlyAsync(block.AsMemory(0, size), cancel);
            rest.CopyTo(block, size);

            var end = block.Length;
            for (var i = size - 1; i >= 0; i--)
            {
                if (block[i] != (byte)'\n') continue;
                if (closed && i + 1 < end) yield return (begin + i + 1, block.AsMemory(i + 1, end - i - 1));
                (end, closed) = (i, true);
            }

            rest = closed ? block[..end] : [];
        }

        if (closed && rest.Length > 0) yield return (0, rest);
    }
}
