using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Client;

/// <summary>A piece of news of the live stream.</summary>
/// <param name="Type"><c>reset</c>, <c>journal</c>, <c>progress</c> or <c>heartbeat</c>.</param>
/// <param name="Data">As the API describes it.</param>
public sealed record LiveNews(string Type, JsonObject Data)
{
    /// <summary>Follows the stream, over broken connections too: each opens where the last one ended.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached any more.</exception>
    public static async IAsyncEnumerable<LiveNews> Follow(ApiClient client, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? last = null;
        while (true)
        {
            using var answer = await client.Open("/api/v1/stream", last, cancel);
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            var parser = SseParser.Create(body);
            await using var items = parser.EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
            while (await Next(items))
            {
                if (JsonNode.Parse(items.Current.Data) is JsonObject data) yield return new(items.Current.EventType, data);
            }

            last = parser.LastEventId is { Length: > 0 } id ? id : last;
            await client.Pause(cancel);
        }
    }

    // A connection that breaks ends like one that is closed: the next one tells whether the server is still there.
    private static async Task<bool> Next(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return false;
        }
    }
}
