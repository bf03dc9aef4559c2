using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A real `up` in a process of its own, which a test may kill.</summary>
public sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(HostStart start)
    {
        DataFolder = start.DataFolder;
        _process = new Process { StartInfo = start.Up(), EnableRaisingEvents = true };
        _process.Exited += (_, _) => _exited.TrySetResult();
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where its journal lies.</summary>
    public string DataFolder { get; }

    public HttpClient Api { get; private set; } = null!;

    public int ProcessId => _process.Id;

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>Starts a host and waits until it answers.</summary>
    public static Task<HostProcess> Up(string dataFolder, IReadOnlyDictionary<string, string?>? environment = null, params IReadOnlyList<string> arguments) =>
        Up(new HostStart(dataFolder) { Environment = environment ?? new Dictionary<string, string?>(StringComparer.Ordinal), Arguments = arguments });

    /// <summary>Starts a host and waits until it answers.</summary>
    public static async Task<HostProcess> Up(HostStart start)
    {
        var node = Path.Combine(start.SeenFolder, "node.json");
        if (File.Exists(node)) File.Delete(node);
        var host = new HostProcess(start);
        await Eventually.True(() => File.Exists(node) || host._exited.Task.IsCompleted, TimeSpan.FromSeconds(60));
        if (host._exited.Task.IsCompleted) throw new InvalidOperationException($"The host ended: {host.Output}");
        var url = JsonNode.Parse(await File.ReadAllTextAsync(node))!["url"]!.GetValue<string>();
        host.Api = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };
        host.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(start.TokenFile)).Trim());
        await Eventually.True(async () => (await host.Api.GetAsync("/readyz")).IsSuccessStatusCode, TimeSpan.FromSeconds(60));
        return host;
    }

    /// <summary>Runs a host that is expected to end by itself.</summary>
    public static async Task<(int ExitCode, string Output)> Fails(HostStart start)
    {
        using var host = new HostProcess(start);
        await host._exited.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await host._process.WaitForExitAsync();
        return (host._process.ExitCode, host.Output);
    }

    /// <summary>kill -9 of this process alone, never of what it launched.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _exited.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>SIGTERM: the coordinated shutdown.</summary>
    public async Task<int> Stop()
    {
        await Signal("TERM");
        return await Ended(TimeSpan.FromSeconds(90));
    }

    /// <summary>Sends a signal.</summary>
    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended, and gives its exit code: 128 and the signal's number if a signal ended it.</summary>
    public async Task<int> Ended(TimeSpan within)
    {
        try
        {
            await _exited.Task.WaitAsync(within);
            return _process.ExitCode;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"It has not ended within {within}: {Output}", late);
        }
    }

    public async Task<string> Launch(string name, string size = "small", JsonObject? more = null)
    {
        var body = more ?? [];
        body["name"] = name;
        body["account"] = "default";
        body["target"] = "local";
        body["size"] = size;
        using var answer = await Api.PostAsJsonAsync("/api/v1/instances", body);
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>();
    }

    public async Task<JsonObject> Show(string id) => (await Api.GetFromJsonAsync<JsonObject>($"/api/v1/instances/{id}"))!;

    /// <summary>The ids of the instances that are not deleted.</summary>
    public async Task<IReadOnlyList<string>> List() =>
        [.. (await Api.GetFromJsonAsync<JsonObject>("/api/v1/instances"))!["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];

    /// <summary>The entity's live state, as auditors see it.</summary>
    public async Task<JsonObject> State(string id) =>
        (await Api.GetFromJsonAsync<JsonObject>($"/api/v1/journal/entities/instance/{id}/state"))!;

    public async Task<JsonObject> Until(string id, string phase, int seconds = 90)
    {
        JsonObject last = [];
        try
        {
            await Eventually.True(async () => (last = await Show(id))["phase"]!.GetValue<string>() == phase, TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{id} is not {phase}: {last.ToJsonString()}\n{Output}");
        }

        return last;
    }

    /// <summary>The instance's journal.</summary>
    public async Task<IEnumerable<(string Manifest, JsonNode Payload)>> Events(string id) =>
        (await Api.GetFromJsonAsync<JsonObject>($"/api/v1/instances/{id}/events?limit=1000"))!["items"]!.AsArray()
            .Select(e => (e!["type"]!.GetValue<string>(), e["data"]!)).ToList();

    /// <summary>What the verification of the whole journal finds.</summary>
    public async Task<string?> Problem() => (string?)(await Api.GetFromJsonAsync<JsonObject>("/api/v1/journal/verify"))!["firstProblem"];

    public async Task Do(string id, string verb)
    {
        using var answer = verb == "delete"
            ? await Api.DeleteAsync($"/api/v1/instances/{id}")
            : await Api.PostAsync($"/api/v1/instances/{id}/{verb}", content: null);
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync());
    }

    public void Dispose()
    {
        if (!_exited.Task.IsCompleted) _process.Kill();
        Api?.Dispose();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
            if (line is not null) _output.Add(line);
    }
}
