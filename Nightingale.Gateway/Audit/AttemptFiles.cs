using System.Globalization;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.Audit;

/// <summary>
/// The attempts in a node's own files: the one that is written to, and those that were full before it, which are numbered. A place is the number of a file
/// and where a line begins in it; it stays good when the file is put away.
/// </summary>
/// <param name="path">The file that is written to.</param>
public sealed class AttemptFiles(string path) : IAttempts
{
    // So much is read at once at most: a search for what is rare goes on with the next piece.
    private const long MostBytes = 64 << 20;

    /// <inheritdoc/>
    public bool IsPlace(string text) => Parse(text) is not null;

    /// <inheritdoc/>
    public async Task<AttemptPage> Read(AttemptQuery query, CancellationToken cancel)
    {
        var from = query.After is null ? null : Parse(query.After);
        var found = new List<Attempt>();
        var left = MostBytes;
        foreach (var (number, file) in AccessFile.All(path).Reverse())
        {
            if (number > (from?.File ?? int.MaxValue)) continue;
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // What was put away between the look and the opening has another name now.
            if (file == path && AccessFile.All(path)[^1].Number != number) return await Read(query, cancel);
            await foreach (var (begin, line) in BackwardLines.Read(stream, number == from?.File ? from.Value.Begin : stream.Length, cancel))
            {
                left -= line.Length;
                var attempt = AccessFile.Parse(line.Span);
                if (attempt is not null && attempt.At < query.From) return new(found, null);
                if (attempt is not null && query.Takes(attempt)) found.Add(new(attempt, Node: null));
                if (found.Count == query.Limit || left <= 0) return new(found, string.Create(CultureInfo.InvariantCulture, $"{number}-{begin}"));
            }
        }

        return new(found, null);
    }

    private static (int File, long Begin)? Parse(string text) =>
        text.Split('-') is [var file, var begin]
        && int.TryParse(file, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(begin, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? (number, place)
            : null;
}
