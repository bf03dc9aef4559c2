using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Nightingale.Bench.Launch;

/// <summary>A real <c>nightingale up</c> in a process of its own, used through its API.</summary>
internal sealed class Node : IAsyncDisposable
{
    private const string Instances = "api/v1/instances";

    private readonly Child _process;
    private readonly HttpClient _http;

    private Node(Child process, HttpClient http) => (_process, _http) = (process, http);

    public static async Task<Node> Start(Scratch scratch, CancellationToken cancel)
    {
        var folder = scratch.Folder();
        var host = typeof(Host.Composition.Node).Assembly.Location;
        var process = Child.Start(folder, "dotnet", [host, "up", "--data", folder, "--port", "0"], ("TF_CLI_CONFIG_FILE", null));
        try
        {
            await Until.True(() => Task.FromResult(File.Exists($"{folder}/node.json")), TimeSpan.FromMilliseconds(20), cancel);
            var url = (string)JsonNode.Parse(await File.ReadAllTextAsync($"{folder}/node.json", cancel))!["url"]!;
            var http = new HttpClient { BaseAddress = new(url) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync($"{folder}/operator.token", cancel)).Trim());
            return new(process, http);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Launches so many at once, and gives the time until all are ready.</summary>
    /// <param name="count">How many.</param>
    /// <param name="latencies">Gets the milliseconds of requests that others make of the API meanwhile, or null for none.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<TimeSpan> Launch(int count, Samples? latencies, CancellationToken cancel)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var began = TimeProvider.System.GetTimestamp();
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(number => Launch($"bench-{number}", cancel)));
        var others = latencies is null ? Task.CompletedTask : UseMeanwhile(ids[0], latencies, done.Token);
        await Until.True(() => AllAre(ids, "ready", cancel), TimeSpan.FromMilliseconds(count == 1 ? 10 : 100), cancel);
        var took = TimeProvider.System.GetElapsedTime(began);
        await done.CancelAsync();
        await others;
        await Delete(ids, cancel);
        return took;
    }

    public async ValueTask DisposeAsync()
    {
        await Delete([.. (await Items(CancellationToken.None)).Where(item => (string)item["phase"]! != "deleted").Select(item => (string)item["id"]!)], CancellationToken.None);
        _http.Dispose();
        await _process.Interrupt();
        await _process.DisposeAsync();
    }

    private async Task<string> Launch(string name, CancellationToken cancel)
    {
        var body = new JsonObject { ["name"] = name, ["account"] = "default", ["target"] = "local", ["size"] = "small" };
        using var answer = await _http.PostAsJsonAsync(Instances, body, cancel);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(cancel))!["id"]!;
    }

    private async Task<bool> AllAre(string[] ids, string phase, CancellationToken cancel)
    {
        if (ids.Length == 1) return (string)(await _http.GetFromJsonAsync<JsonObject>($"{Instances}/{ids[0]}", cancel))!["phase"]! == phase;
        // The list leaves out what is deleted.
        var phases = (await Items(cancel)).ToDictionary(item => (string)item["id"]!, item => (string)item["phase"]!, StringComparer.Ordinal);
        if (phases.Values.FirstOrDefault(found => found is "failed" or "quarantined") is { } lost) throw new InvalidOperationException($"An instance is {lost}.");
        return ids.All(id => phases.GetValueOrDefault(id, "deleted") == phase);
    }

    private async Task<List<JsonObject>> Items(CancellationToken cancel)
    {
        var items = new List<JsonObject>();
        for (var path = $"{Instances}?limit=200"; path is not null;)
        {
            var page = (await _http.GetFromJsonAsync<JsonObject>(path, cancel))!;
            items.AddRange(page["items"]!.AsArray().Select(item => item!.AsObject()));
            path = (string?)page["next"] is { } next ? $"{Instances}?limit=200&after={Uri.EscapeDataString(next)}" : null;
        }

        return items;
    }

    private async Task UseMeanwhile(string id, Samples latencies, CancellationToken done)
    {
        try
        {
            for (var turn = 0; ; turn++)
            {
                var began = TimeProvider.System.GetTimestamp();
                using (var answer = await _http.GetAsync(new Uri(turn % 2 == 0 ? Instances : $"{Instances}/{id}", UriKind.Relative), done)) answer.EnsureSuccessStatusCode();
                latencies.Add(TimeProvider.System.GetElapsedTime(began));
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, done);
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // All are ready.
        }
    }

    private async Task Delete(string[] ids, CancellationToken cancel)
    {
        if (ids.Length == 0) return;
        foreach (var id in ids)
        {
            using var answer = await _http.DeleteAsync(new Uri($"{Instances}/{id}", UriKind.Relative), cancel);
            answer.EnsureSuccessStatusCode();
        }

        await Until.True(() => AllAre(ids, "deleted", cancel), TimeSpan.FromMilliseconds(100), cancel);
    }
}
