using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightingale.Gateway.Tokens;

/// <summary>The file of the token store: readable by its owner alone, and replaced whole, so that a crash leaves the old one or the new one.</summary>
internal sealed class TokenFile(string path)
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public async Task<IReadOnlyList<Token>> Read(CancellationToken stop)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var content = await JsonSerializer.DeserializeAsync<Content>(file, Format, stop);
            return content is { Version: Version }
                ? content.Tokens
                : throw new TokenStoreException($"The token file is of version {content?.Version}; this Nightingale reads version {Version}. Use the Nightingale that wrote it.");
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (Exception bad) when (bad is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new TokenStoreException("The token file cannot be read. Restore it from a backup, or remove it to begin with a new operator's token.", bad);
        }
    }

    public async Task Write(IReadOnlyList<Token> tokens)
    {
        var next = path + ".next";
        try
        {
            await using (var file = new FileStream(next, PrivateFile.ForWriting(FileMode.Create, FileShare.None)))
            {
                await JsonSerializer.SerializeAsync(file, new Content(Version, tokens), Format);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            throw new TokenStoreException("The token file cannot be written, so nothing was changed. Look at the disk under the data folder.", bad);
        }
    }

    private sealed record Content(int Version, IReadOnlyList<Token> Tokens);
}

/// <summary>The token store cannot be read or written. The message is fit for people.</summary>
public sealed class TokenStoreException(string message, Exception? inner = null) : Exception(message, inner);
