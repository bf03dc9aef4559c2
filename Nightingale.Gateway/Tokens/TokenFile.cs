using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightingale.Gateway.Tokens;

/// <summary>The file of the token store: readable by its owner alone, and replaced whole, so that a crash leaves the old one or the new one.</summary>
internal sealed class TokenFile(string path) : ITokenKeep
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private ImmutableList<Token> _tokens = [];

    public async Task<IReadOnlyList<Token>> Read(CancellationToken stop)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var content = await JsonSerializer.DeserializeAsync<Content>(file, Format, stop);
            return content is { Version: Version }
                ? _tokens = [.. content.Tokens]
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

    public async Task<bool> Add(Token token, bool ifNoOperator)
    {
        await Replace(_tokens.Add(token));
        return true;
    }

    public async Task<bool> Revoke(string id)
    {
        if (_tokens.Find(token => token.Id == id) is not { } found) return false;
        await Replace(_tokens.Remove(found));
        return true;
    }

    public Task Used(IReadOnlyDictionary<string, DateTimeOffset> uses) =>
        Replace(_tokens.ConvertAll(token => uses.TryGetValue(token.Id, out var at) ? token with { LastUsedAt = at } : token));

    private async Task Replace(ImmutableList<Token> tokens)
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
            _tokens = tokens;
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
