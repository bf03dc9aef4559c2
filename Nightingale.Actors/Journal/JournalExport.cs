using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Nightingale.Actors.Journal;

/// <summary>
/// A journal as a file of JSON Lines, which can be read, kept and verified without Nightingale's database: a line that names the format, each
/// <see cref="JournalRecord"/> in its order, and a line that says that nothing was cut off. Both ways are streams and need little memory.
/// </summary>
public static class JournalExport
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>Writes records as a file.</summary>
    public static async Task Write(IAsyncEnumerable<JournalRecord> records, Stream file, CancellationToken stop = default)
    {
        var pipe = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        await using (var json = new Utf8JsonWriter(pipe, ExportLine.WriterOptions))
        {
            Line(ExportLine.Begin);
            await foreach (var record in records.WithCancellation(stop))
            {
                Line(line => ExportLine.Write(line, record));
                if (pipe.UnflushedBytes >= FlushBytes) await pipe.FlushAsync(stop);
            }

            Line(ExportLine.End);

            void Line(Action<Utf8JsonWriter> write)
            {
                json.Reset();
                write(json);
                json.Flush();
                pipe.Write("\n"u8);
            }
        }

        await pipe.CompleteAsync();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="DamagedJournalException">A line is not what it should be, or the file is cut off; the message names the line.</exception>
    public static async IAsyncEnumerable<JournalRecord> Read(Stream file, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var number = 0L;
        var ended = false;
        await foreach (var line in Lines(file, stop))
        {
            number++;
            if (ended) throw new DamagedJournalException($"Line {number} of the export stands after its end.");
            if (number == 1 ? !ExportLine.IsBegin(line.Span) : ExportLine.IsBegin(line.Span))
                throw new DamagedJournalException("The file is not a journal's export, or one of another version.");
            ended = ExportLine.IsEnd(line.Span);
            if (number > 1 && !ended) yield return ExportLine.Read(line, number);
        }

        if (!ended) throw new DamagedJournalException($"The export is cut off after line {number}.");
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(Stream file, [EnumeratorCancellation] CancellationToken stop)
    {
        var pipe = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: FlushBytes, leaveOpen: true));
        while (true)
        {
            var read = await pipe.ReadAsync(stop);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } newline)
            {
                yield return rest.Slice(0, newline).ToArray();
                rest = rest.Slice(rest.GetPosition(1, newline));
            }

            pipe.AdvanceTo(rest.Start, rest.End);
            if (!read.IsCompleted) continue;
            if (!rest.IsEmpty) yield return rest.ToArray();
            break;
        }

        await pipe.CompleteAsync();
    }
}
