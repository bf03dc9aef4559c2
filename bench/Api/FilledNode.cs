using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Host.Composition;

namespace Nightingale.Bench.Api;

/// <summary>
/// A real <c>nightingale up</c> in a process of its own, whose journal held many stopped instances before it started. Its Terraform is a program that waits:
/// what is launched is accepted and stays in the queue, so that nothing but the API is measured.
/// </summary>
internal sealed class FilledNode : IAsyncDisposable
{
    private const string Instances = "api/v1/instances";
    private const int AppendedAtOnce = 500;

    private const string WaitingTerraform = """
        #!/bin/sh
        [ "$1" = version ] && { echo '{"terraform_version":"1.11.0"}'; exit; }
        exec sleep 3600
        """;

    private readonly Child _process;
    private readonly HttpClient _http;

    private FilledNode(Child process, HttpClient http) => (_process, _http) = (process, http);

    /// <summary>Where to list instances.</summary>
    public static Uri List { get; } = new($"{Instances}?limit=100", UriKind.Relative);

    /// <summary>Starts one over so many instances.</summary>
    public static async Task<FilledNode> Start(Scratch scratch, int instances, CancellationToken cancel)
    {
        var folder = scratch.Folder();
        await Fill(folder, instances);
        await File.WriteAllTextAsync($"{folder}/terraform", WaitingTerraform, cancel);
        File.SetUnixFileMode($"{folder}/terraform", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var host = typeof(Host.Composition.Node).Assembly.Location;
        var process = Child.Start(folder, "dotnet", [host, "up", "--data", folder, "--port", "0"], ("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}"), ("TF_CLI_CONFIG_FILE", null));
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

    /// <summary>The address of one of its instances.</summary>
    public async Task<Uri> One(CancellationToken cancel) =>
        new($"{Instances}/{(await _http.GetFromJsonAsync<JsonObject>($"{Instances}?limit=1", cancel))!["items"]![0]!["id"]}", UriKind.Relative);

    /// <summary>Reads something whole.</summary>
    public Task<byte[]> Get(Uri path, CancellationToken cancel) => _http.GetByteArrayAsync(path, cancel);

    /// <summary>Launches one more: answered when it is in the journal.</summary>
    public async Task Launch(CancellationToken cancel)
    {
        using var answer = await _http.PostAsJsonAsync(Instances, new { name = "bench", account = NodeOptions.FirstAccount, target = "local", size = "small" }, cancel);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private static async Task Fill(string folder, int instances)
    {
        await using var journal = SqliteJournal.Open(new() { Folder = folder });
        var random = new Random(1);
        foreach (var some in Enumerable.Range(0, instances).Chunk(AppendedAtOnce)) await Task.WhenAll(some.Select(number => Append(journal, random, number)));
    }

    // As the product decides: launched, failed for good, and nothing is owed any more.
    private static async Task Append(SqliteJournal journal, Random random, int number)
    {
        var decider = new InstanceDecider(new InstanceRules());
        var bytes = new byte[16];
        random.NextBytes(bytes);
        var (id, at) = (new InstanceId(new Guid(bytes)), DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(number));
        var spec = new InstanceSpec($"bench-{number}", NodeOptions.FirstAccount, "user:bench", "local", new("small", 1, 2048, 0, 10));
        var (state, events) = (decider.Initial, new List<InstanceEvent>());
        Do(new InstanceCommand.Launch(at, id, spec));
        Do(new InstanceCommand.TerraformFailed(at, state.Wish!.Run, FailureClass.Permanent, "It was only to fill a journal."));
        while (state.Wish is { } wish) Do(new InstanceCommand.TerraformDestroyed(at, wish.Run));
        if (decider.Owed(state).Count > 0) throw new InvalidOperationException("The instance owes work, which would be measured too.");
        var entity = $"{InstanceId.Kind}/{id}";
        await journal.Append(new(entity, Shards.Of(entity), journal.Epoch, 0, [.. events.Select(@event => Codecs.InstanceEvents.Encode(@event, @event.At))], "user:bench", null, OwesWork: false));

        void Do(InstanceCommand command)
        {
            var decided = ((Decision<InstanceEvent>.Accepted)decider.Decide(state, command)).Events;
            events.AddRange(decided);
            state = decided.Aggregate(state, decider.Evolve);
        }
    }
}
