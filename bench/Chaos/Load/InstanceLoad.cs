using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Nightingale.Bench.Chaos.Load;

/// <summary>Real instances that are started, stopped and started anew, so that Terraform runs while faults are made.</summary>
internal sealed class InstanceLoad(ChaosCluster cluster, ChaosOptions options)
{
    private const string Instances = "api/v1/instances";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly string[] Verbs = ["stop", "start", "restart"];

    private int _commands;

    /// <summary>How many commands were accepted.</summary>
    public int Commands => Volatile.Read(ref _commands);

    /// <summary>Sends commands until it is enough, then deletes every instance.</summary>
    /// <returns>The instances that are not gone although time was given.</returns>
    public async Task<IReadOnlyList<string>> Run(CancellationToken enough, CancellationToken abandon)
    {
        var left = await Task.WhenAll(Enumerable.Range(0, options.Instances).Select(number => Run(number, enough, abandon)));
        return [.. left.OfType<string>()];
    }

    private async Task<string?> Run(int number, CancellationToken enough, CancellationToken abandon)
    {
        var random = new Random(HashCode.Combine(options.Seed, "instance", number));
        var body = new JsonObject { ["name"] = $"chaos-{number}", ["account"] = "default", ["target"] = "local", ["size"] = "small" };
        if (await Send(HttpMethod.Post, Instances, $"launch-{number}", body, random, abandon) is not { } launched) return $"chaos-{number} was never launched";
        var id = (string)launched["id"]!;
        for (var turn = 0; !enough.IsCancellationRequested; turn++)
        {
            var verb = Verbs[random.Next(Verbs.Length)];
            await Send(HttpMethod.Post, $"{Instances}/{id}/{verb}", $"i{number}-{turn}", [], random, abandon);
            await Task.Delay(TimeSpan.FromSeconds(1 + (2 * random.NextDouble())), TimeProvider.System, CancellationToken.None);
        }

        await Send(HttpMethod.Delete, $"{Instances}/{id}", $"i{number}-delete", null, random, abandon);
        var phase = "";
        while (!abandon.IsCancellationRequested)
        {
            phase = (string?)(await Send(HttpMethod.Get, $"{Instances}/{id}", null, null, random, abandon))?["phase"] ?? "";
            if (phase is "deleted") return null;
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        return $"{id} is {phase}";
    }

    /// <summary>Sends until there is a definite answer; an instance that is being changed refuses some commands, and that is one.</summary>
    private async Task<JsonObject?> Send(HttpMethod method, string path, string? key, JsonObject? body, Random random, CancellationToken abandon)
    {
        while (!abandon.IsCancellationRequested)
        {
            try
            {
                if (cluster.Answering is { Count: > 0 } nodes && nodes[random.Next(nodes.Count)].Api is { } api)
                {
                    using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                    if (key is not null) request.Headers.Add("Idempotency-Key", key);
                    using var response = await api.SendAsync(request, abandon);
                    if (response.IsSuccessStatusCode && method != HttpMethod.Get) Interlocked.Increment(ref _commands);
                    if ((int)response.StatusCode < 500) return await response.Content.ReadFromJsonAsync<JsonObject>(abandon);
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
            {
                // The same again, elsewhere.
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        return null;
    }
}
