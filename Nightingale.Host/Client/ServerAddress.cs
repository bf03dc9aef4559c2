using System.Text.Json;
using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Client;

/// <summary>Where the server is, and the token that opens it.</summary>
/// <param name="Url">The server's root.</param>
/// <param name="Token">The bearer token, or null.</param>
public sealed record ServerAddress(Uri Url, string? Token)
{
    /// <summary>What a person may say about it; the environment and the data folder stand in for what is not said.</summary>
    /// <param name="Url">As given, or null.</param>
    /// <param name="TokenFile">As given, or null.</param>
    /// <param name="DataFolder">The data folder of a node on this machine.</param>
    public sealed record Wishes(string? Url, string? TokenFile, string DataFolder);

    /// <summary>
    /// The first of: what was wished, the environment, the node of the data folder. The data folder's own token goes to its own node alone, so that
    /// it never reaches a server that was merely named.
    /// </summary>
    /// <exception cref="ApiException">Nothing says where the server is, or what says so cannot be read.</exception>
    public static async Task<ServerAddress> Find(Wishes wishes, Func<string, string?> environment, CancellationToken cancel)
    {
        var own = await OfNode(wishes.DataFolder, cancel);
        var named = wishes.Url ?? environment("NIGHTINGALE_URL");
        var url = named is null ? own ?? throw NoNode(wishes.DataFolder) : Parse(named);
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
            throw new ApiException($"{url} would carry the token over the network in clear. Use https, or a tunnel to a loopback address.");
        return new(url, await FindToken(wishes, environment, ownNode: url == own, cancel));
    }

    /// <summary>Where the node of a data folder is; null if none runs. A node that was killed leaves its address behind, where anybody may listen by now.</summary>
    public static async Task<Uri?> OfNode(string dataFolder, CancellationToken cancel)
    {
        var file = Path.Combine(dataFolder, "node.json");
        if (await Read(file, cancel) is not { } text || !IsHeld(dataFolder)) return null;
        try
        {
            if (JsonNode.Parse(text) is JsonObject node && (string?)node["url"] is { } url) return Parse(url);
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or FormatException)
        {
            // Told below.
        }

        throw new ApiException($"{file} does not say where the node is. Start the node again, or name the server with --url.");
    }

    private static bool IsHeld(string dataFolder)
    {
        try
        {
            using var free = DataFolderLock.Share(dataFolder);
            return false;
        }
        catch (JournalUnavailableException)
        {
            return true;
        }
    }

    private static async Task<string?> FindToken(Wishes wishes, Func<string, string?> environment, bool ownNode, CancellationToken cancel)
    {
        if (wishes.TokenFile is null && environment("NIGHTINGALE_TOKEN") is { Length: > 0 } token) return token.Trim();
        var file = wishes.TokenFile ?? environment("NIGHTINGALE_TOKEN_FILE");
        if (file is not null)
            return (await Read(file, cancel))?.Trim() ?? throw new ApiException($"There is no token file {file}. Check the path.");
        return ownNode ? (await Read(Path.Combine(wishes.DataFolder, "operator.token"), cancel))?.Trim() : null;
    }

    private static async Task<string?> Read(string file, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancel);
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ApiException($"{file} cannot be read. Check who owns it.");
        }
    }

    private static Uri Parse(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
        ? parsed!
        : throw new ApiException($"'{url}' is not a server's address. Give one such as http://127.0.0.1:8080.");

    private static ApiException NoNode(string dataFolder) => new(
        $"No node runs on {dataFolder}. Start one with 'nightingale up', name its data folder with --data, or a server with --url.");
}
