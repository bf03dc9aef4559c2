using System.Text.Json.Nodes;

namespace Nightingale.Host.Client;

/// <summary>Waits for an instance to reach a phase, and tells what happens on the way.</summary>
/// <param name="client">The server.</param>
/// <param name="tell">Hears each line of progress and each change of phase.</param>
public sealed class InstanceWatch(ApiClient client, Action<string> tell)
{
    private static readonly string[] Ends = ["stopped", "failed", "quarantined", "deleted"];

    /// <summary>Waits; the instance as it is then.</summary>
    /// <param name="instance">As the server gave it last.</param>
    /// <param name="phase">What is waited for.</param>
    /// <param name="cancel">Ends the waiting, not what is waited for.</param>
    /// <exception cref="ApiException">It came to an end elsewhere, or the server cannot be reached any more.</exception>
    public async Task<JsonObject> Until(JsonObject instance, string phase, CancellationToken cancel)
    {
        var id = (string)instance["id"]!;
        var known = instance;
        tell($"{known["phase"]}");
        await foreach (var news in LiveNews.Follow(client, cancel))
        {
            var before = (string?)known["phase"];
            known = await Newer(known, id, news, cancel);
            var now = (string?)known["phase"];
            if (now != before) tell($"{now}{(known["reason"] is { } reason ? $": {reason}" : "")}");
            if (now == phase) return known;
            if (Ends.Contains(now))
                throw new ApiException($"It is {now} and will not become {phase} by itself. {known["reason"]} See 'nightingale instance logs {id}'.");
        }

        throw new InvalidOperationException("The stream is followed until it fails.");
    }

    // What was missed (reset) is fetched; an event that is older than what is known changes nothing.
    private async Task<JsonObject> Newer(JsonObject known, string id, LiveNews news, CancellationToken cancel)
    {
        switch (news.Type)
        {
            case "reset":
                return await client.Get(InstanceNames.PathOf(id), cancel);
            case "journal" when news.Data["instance"] is JsonObject told && (string?)told["id"] == id && (long)told["version"]! > (long)known["version"]!:
                return told;
            case "progress" when news.Data["progress"] is JsonObject line && (string?)line["instance"] == id:
                tell($"{line["stage"],-9} {line["message"]}");
                return known;
            default:
                return known;
        }
    }
}
