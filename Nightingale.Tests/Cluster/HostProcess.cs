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

    private HostProcess(string dataFolder, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> arguments)
    {
        DataFolder = dataFolder;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(Nightingale.Host.Composition.EmbeddedNode).Assembly.Location, "up", "--data", dataFolder, "--port", "0" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment.Remove("TF_CLI_CONFIG_FILE");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
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
    public static async Task<HostProcess> Up(string dataFolder, IReadOnlyDictionary<string, string?>? environment = null, params IReadOnlyList<string> arguments)
    {
        File.Delete(Path.Combine(dataFolder, "node.json"));
        var host = new HostProcess(dataFolder, environment ?? new Dictionary<string, string?>(StringComparer.Ordinal), arguments);
        await Eventually.True(() => File.Exists(Path.Combine(dataFolder, "node.json")) || host._exited.Task.IsCompleted, TimeSpan.FromSeconds(60));
        if (host._exited.Task.IsCompleted) throw new InvalidOperationException($"The host ended: {host.Output}");
        var url = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(dataFolder, "node.json")))!["url"]!.GetValue<string>();
        host.Api = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };
        host.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(Path.Combine(dataFolder, "operator.token"))).Trim());
        await Eventually.True(async () => (await host.Api.GetAsync("/readyz")).IsSuccessStatusCode, TimeSpan.FromSeconds(60));
        return host;
    }

    /// <summary>Runs a host that is expected to end by itself.</summary>
    public static async Task<(int ExitCode, string Output)> Fails(string dataFolder, IReadOnlyDictionary<string, string?>? environment = null, params IReadOnlyList<string> arguments)
    {
        using var host = new HostProcess(dataFolder, environment ?? new Dictionary<string, string?>(StringComparer.Ordinal), arguments);
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
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _exited.Task.WaitAsync(TimeSpan.FromSeconds(90));
        return _process.ExitCode;
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
