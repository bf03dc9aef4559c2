using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Client;

/// <summary>Something was asked that cannot be had. The message tells people what happened, why, and what to do.</summary>
public sealed class ApiException(string message) : Exception(message)
{
    /// <summary>The problem's name, such as <c>conflict</c>; null where the server sent none.</summary>
    public string? Kind { get; private init; }

    /// <summary>What an answer (RFC 9457, or whatever else came) says.</summary>
    public static async Task<ApiException> From(HttpResponseMessage answer, CancellationToken cancel)
    {
        var problem = Parse(await answer.Content.ReadAsStringAsync(cancel));
        if (problem?["title"] is null)
            return new($"The server answered {(int)answer.StatusCode} without saying why. Check that the address is a Nightingale server's.");
        var lines = new List<string> { $"{problem["title"]} {problem["detail"]}".TrimEnd() };
        foreach (var (field, sentences) in problem["errors"] as JsonObject ?? [])
            lines.Add($"  {field}: {string.Join(' ', (sentences as JsonArray ?? []).Select(sentence => $"{sentence}"))}");
        if (Advice((int)answer.StatusCode) is { } advice) lines.Add(advice);
        if ((int)answer.StatusCode >= 500 && problem["traceId"] is { } trace) lines.Add($"In the server's log this is {trace}.");
        return new(string.Join('\n', lines)) { Kind = ((string?)problem["type"])?.Split(':')[^1] };
    }

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Only what the server cannot know: how this program is told to do better.
    private static string? Advice(int status) => status switch
    {
        401 => "Name the file of a valid token with --token-file, or set NIGHTINGALE_TOKEN_FILE.",
        403 => "Use another token: --token-file, or NIGHTINGALE_TOKEN_FILE.",
        _ => null,
    };
}
