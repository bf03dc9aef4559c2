using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nightingale.Bench.Chaos.Checking;
using Nightingale.Bench.Chaos.Machines;

namespace Nightingale.Bench.Chaos.Load;

/// <summary>
/// Clients that grant credit to accounts, each command under a key of its own, and ask for credit now and then. A client sends a command through any
/// node, and again through any other, until it has a definite answer; only then does it send the next.
/// </summary>
internal sealed class GrantLoad(ChaosCluster cluster, ChaosOptions options)
{
    private const string Prefix = "chaos-";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<Sent> _sent = new();
    private readonly ConcurrentQueue<Shown> _shown = new();
    private readonly ConcurrentQueue<Finding> _strange = new();
    private long _attempts;

    /// <summary>Every command that was begun and is over.</summary>
    public IReadOnlyCollection<Sent> Sent => _sent;

    /// <summary>Every answer to a question.</summary>
    public IReadOnlyCollection<Shown> Shown => _shown;

    /// <summary>Answers that no fault explains.</summary>
    public IReadOnlyCollection<Finding> Strange => _strange;

    /// <summary>How many requests it took.</summary>
    public long Attempts => Interlocked.Read(ref _attempts);

    /// <summary>Its accounts.</summary>
    public IEnumerable<string> Accounts => Enumerable.Range(0, options.Accounts).Select(number => $"{Prefix}{number}");

    /// <summary>Whether an entity is one of its accounts.</summary>
    public static string? AccountOf(string persistenceId) => persistenceId.StartsWith($"account/{Prefix}", StringComparison.Ordinal) ? persistenceId["account/".Length..] : null;

    /// <summary>Opens the accounts; each opening is a command as any other.</summary>
    public Task Open(CancellationToken cancel) => Parallel.ForEachAsync(Accounts.Index(), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancel }, async (account, _) =>
    {
        var body = new JsonObject { ["id"] = account.Item, ["name"] = "Of the chaos", ["currency"] = "USD" };
        await Send(new(Client: -1 - account.Index, 0, account.Item, $"open-{account.Item}", null), "api/v1/accounts", body, new(account.Index), cancel);
    });

    /// <summary>Sends commands until it is enough, and those that are open then until they are answered or abandoned.</summary>
    public Task Run(CancellationToken enough, CancellationToken abandon) => Task.WhenAll(Enumerable.Range(0, options.Clients).Select(client => Run(client, enough, abandon)));

    /// <summary>Asks for an account's credit until somebody answers.</summary>
    public async Task Ask(string account, Random random, CancellationToken cancel)
    {
        while (await Attempt([.. cluster.Answering.Where(node => !node.IsSilent)], HttpMethod.Get, $"api/v1/accounts/{account}/balance", null, null, random, cancel) is not { Credit: not null })
            await Task.Delay(Pause, TimeProvider.System, cancel);
    }

    private async Task Run(int client, CancellationToken enough, CancellationToken abandon)
    {
        var random = new Random(HashCode.Combine(options.Seed, client));
        for (var number = 1; !enough.IsCancellationRequested; number++)
        {
            var account = $"{Prefix}{random.Next(options.Accounts)}";
            var key = $"c{client}-{number}";
            await Send(new(client, number, account, key, null), $"api/v1/accounts/{account}/grants", new() { ["amount"] = 1, ["note"] = key }, random, abandon);
            if (number % 4 == 0 && await Attempt(cluster.Answering, HttpMethod.Get, $"api/v1/accounts/{account}/balance", null, null, random, abandon) is { Credit: { } credit }) _shown.Enqueue(new(account, credit));
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task Send(Sent command, string path, JsonObject body, Random random, CancellationToken abandon)
    {
        Answer? answer = null;
        while (answer is null && !abandon.IsCancellationRequested)
        {
            answer = await Attempt(cluster.Answering, HttpMethod.Post, path, command.Key, body, random, abandon);
            if (answer is null) await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        _sent.Enqueue(command with { Answer = answer });
    }

    /// <returns>Null if it is not known what became of it.</returns>
    private async Task<Answer?> Attempt(IReadOnlyList<ClusterNode> nodes, HttpMethod method, string path, string? key, JsonObject? body, Random random, CancellationToken cancel)
    {
        if (nodes.Count == 0 || nodes[random.Next(nodes.Count)] is not { Api: { } api } node) return null;
        Interlocked.Increment(ref _attempts);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(TimeSpan.FromSeconds(1 + (4 * random.NextDouble())));
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            using var response = await api.SendAsync(request, bound.Token);
            var text = await response.Content.ReadAsStringAsync(bound.Token);
            if (response.IsSuccessStatusCode) return new((long)JsonNode.Parse(text)!["credit"]!.GetValue<decimal>(), "");
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable) return null;
            var words = $"{node.Name} answered {(int)response.StatusCode} to {method} {path} {key}: {text}";
            _strange.Enqueue(new(FindingKind.StrangeAnswer, words));
            return (int)response.StatusCode < 500 ? new(null, words) : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            return null;
        }
    }
}
