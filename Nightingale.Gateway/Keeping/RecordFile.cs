using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightingale.Gateway.Keeping;

/// <summary>Records in a file: readable by its owner alone, and replaced whole, so that a crash leaves the old one or the new one. Calls come one at a time.</summary>
/// <param name="path">The file; without one there are no records.</param>
public sealed class RecordFile<T>(string path) : IRecordKeep<T>
    where T : class, IKept<T>
{
    private const int Format = 1;

    private ImmutableDictionary<string, T> _records = ImmutableDictionary.Create<string, T>(StringComparer.Ordinal);

    private string Name => Path.GetFileName(path);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<T>> Read(CancellationToken stop)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var content = await JsonSerializer.DeserializeAsync<Content>(file, RecordJson.Options, stop);
            if (content is not { Format: Format })
                throw new KeepException($"{Name} is of format {content?.Format}; this Nightingale reads format {Format}. Use the Nightingale that wrote it.");
            _records = content.Records.ToImmutableDictionary(record => record.Key, StringComparer.Ordinal);
            return content.Records;
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (Exception bad) when (bad is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KeepException($"{Name} in the data folder cannot be read. Restore it from a backup.", bad);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Put(T record)
    {
        if ((_records.GetValueOrDefault(record.Key)?.Version ?? 0) != record.Version - 1) return false;
        await Replace(_records.SetItem(record.Key, record));
        return true;
    }

    /// <inheritdoc/>
    public Task Remove(IReadOnlyCollection<string> keys) => Replace(_records.RemoveRange(keys));

    private async Task Replace(ImmutableDictionary<string, T> records)
    {
        var next = path + ".next";
        try
        {
            await using (var file = new FileStream(next, PrivateFile.ForWriting(FileMode.Create, FileShare.None)))
            {
                await JsonSerializer.SerializeAsync(file, new Content(Format, [.. records.Values.OrderBy(record => record.Key, StringComparer.Ordinal)]), RecordJson.Options);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            _records = records;
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            throw new KeepException($"{Name} cannot be written, so nothing was changed. Look at the disk under the data folder.", bad);
        }
    }

    private sealed record Content(int Format, IReadOnlyList<T> Records);
}

/// <summary>How records are written.</summary>
internal static class RecordJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}
