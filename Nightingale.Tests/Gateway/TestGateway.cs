using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Sharding;
using Nightingale.Gateway;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Audit;
using Nightingale.Gateway.Catalogue;
using Nightingale.Gateway.Cluster;
using Nightingale.Gateway.Instances;
using Nightingale.Gateway.Journals;
using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.People;
using Nightingale.Gateway.Sessions;
using Nightingale.Gateway.SignIn;
using Nightingale.Gateway.Tokens;
using Nightingale.Gateway.Web;
using Nightingale.Tests.Projections;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

/// <summary>A gateway on a free port, before instances and accounts that live in memory.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Guesses cost little, so that tests do not.</summary>
    public static readonly SignInOptions QuickSignIn = new() { PasswordIterations = 1000, AttemptsPerMinute = 1000 };

    private static readonly Size Small = new("small", 1, 1024, 0, 10);

    private readonly CancellationTokenSource _stop = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("nightingale-gateway-").FullName;
    private Task _feeding = Task.CompletedTask;
    private WebApplication _app = null!;
    private ClusterDesk _cluster = new(_ => Task.FromResult(new ClusterStatus([new("ada") { Shards = 256, Epoch = 3, Owing = 1, Entities = 2, Runs = 0 }], 0, 9)), Drain: null);

    private WebFiles _web = WebFiles.BuiltIn;

    private TestGateway()
    {
        Instances = new(Journal);
        Accounts = new(Memberships, "lab", "clinic");
        List = SimpleInstances.List();
        Live = new("boot", List, Bill, Time);
    }

    public ManualTime Time { get; } = new();

    public JupyterTokens JupyterTokens { get; } = new("master"u8.ToArray());

    public MemoryJournal Journal { get; } = new();

    public FakeInstances Instances { get; }

    public Memberships Memberships { get; } = new();

    public FakeAccounts Accounts { get; }

    public InstanceList List { get; }

    public Bill Bill { get; } = new((stored, _) => stored.Manifest == "account.charged.v1"
        ? [new(SimpleInstances.Id(1).ToString(), stored.At, stored.At.AddMinutes(1), 0.125m, "USD", "2026-01")]
        : []);

    public LiveEvents Live { get; }

    public TokenStore Tokens { get; private set; } = null!;

    public PeopleServices People { get; private set; } = null!;

    /// <summary>Why no target mounts data sets; null: they do.</summary>
    public string? DatasetProblem { get; set; }

    /// <summary>Why logs cannot be read; null: they can.</summary>
    public string? LogProblem { get; set; }

    public List<string> NotReadyBecause { get; } = [];

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public int Port => new Uri(_app.Urls.First()).Port;

    public string PeopleFile => Path.Combine(_folder, "people.json");

    public string AccessLogPath { get; private set; } = "";

    public AccessLog AccessLog { get; private set; } = null!;

    public static async Task<TestGateway> Start(
        GatewayOptions? options = null, string? accessLog = null, ClusterDesk? cluster = null, SignInOptions? signIn = null, WebFiles? web = null)
    {
        var gateway = new TestGateway();
        if (cluster is not null) gateway._cluster = cluster;
        if (web is not null) gateway._web = web;
        gateway.AccessLogPath = accessLog ?? Path.Combine(gateway._folder, "access.jsonl");
        gateway.AccessLog = new(gateway.AccessLogPath, NullLogger<AccessLog>.Instance);
        gateway.Tokens = await TokenStore.Open(Path.Combine(gateway._folder, "tokens.json"), gateway.Time);
        gateway.People = await PeopleServices.Open(
            new RecordFile<Person>(Path.Combine(gateway._folder, "people.json")),
            new RecordFile<Session>(Path.Combine(gateway._folder, "sessions.json")),
            new byte[32],
            signIn ?? QuickSignIn,
            gateway.Time);
        var feed = new ProjectionFeed(gateway.Journal, [gateway.List, gateway.Bill], gateway.Live, gateway.Time, NullLogger<ProjectionFeed>.Instance);
        gateway._feeding = feed.Run(gateway._stop.Token);
        await feed.CaughtUp.WaitAsync(Bound);
        gateway._app = GatewayApp.Build(gateway.Services(), (options ?? new()) with { Port = 0 });
        await gateway._app.StartAsync();
        gateway.Client.BaseAddress = new($"http://127.0.0.1:{gateway.Port}");
        return gateway;
    }

    public async Task<string> Token(Role role, params string[] accounts) =>
        (await Tokens.Create(role.ToString().ToLowerInvariant(), role, accounts, null, "system:test")).Secret;

    /// <summary>A token of a person's own, who is what they are by memberships alone.</summary>
    public async Task<string> Person(string name, params string[] accounts)
    {
        await People.Store.Add(new Person(name, name, Role: null, Time.GetUtcNow(), "system:test"));
        return (await Tokens.CreateFor(name, "test", accounts, readOnly: false, null)).Secret;
    }

    public Task SetMember(string name, MemberRole role, string account = "lab") =>
        Accounts.Ask(account, new(new AccountCommand.SetMember(Time.GetUtcNow(), $"user:{name}", role), "user:test"));

    /// <summary>An owner says what is possible in the notebooks of the account lab.</summary>
    public Task SetPermissions(AccountPermissions permissions) =>
        Accounts.Ask("lab", new(new AccountCommand.SetPermissions(Time.GetUtcNow(), permissions), "user:test"));

    /// <summary>A token of a member's.</summary>
    public async Task<string> Member(string name, MemberRole role, string account = "lab")
    {
        await SetMember(name, role, account);
        return await Person(name);
    }

    public Task<string> Researcher(string account = "lab") => Token(Role.Researcher, account);

    public async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, string? token = null, string? body = null, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Bound);
    }

    public Task<HttpResponseMessage> Get(string path, string? token = null) => Send(HttpMethod.Get, path, token);

    public Task<HttpResponseMessage> Post(string path, string? token = null, string? body = null, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, token, body, headers: headers);

    /// <summary>Launches an instance and gives its id.</summary>
    public async Task<string> Launched(string token, string account = "lab", string name = "one")
    {
        using var answer = await Post("/api/v1/instances", token, Launch(account, name));
        Assume.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        return (string)(await Json(answer))["id"]!;
    }

    /// <summary>Waits until the news with this id are out: the lists follow the journal.</summary>
    public async Task Told(string id)
    {
        using var bound = new CancellationTokenSource(Bound);
        await foreach (var news in Live.Follow("boot-0", _ => true, Bound, bound.Token))
            if (news.Id == id) break;
    }

    public static string Launch(string account = "lab", string name = "one") =>
        $$"""{"name":"{{name}}","account":"{{account}}","target":"local","size":"small"}""";

    public static async Task<JsonNode> Json(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonNode>())!;

    public async Task<string[]> AccessLines()
    {
        using var file = new StreamReader(new FileStream(AccessLogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return (await file.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _stop.CancelAsync();
        await _feeding.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
        await Tokens.DisposeAsync();
        People.Dispose();
        AccessLog.Dispose();
        await Journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private GatewayServices Services() => new()
    {
        Instances = Instances,
        Accounts = Accounts,
        List = List,
        Bill = Bill,
        Memberships = Memberships,
        Prices = () => [new("small", "local", "on-demand", "USD", 0.05m, 36.5m, Time.GetUtcNow(), ["local/on-demand/Cpu/USD/2026-01-01T00:00:00Z/v1"])],
        Attempts = new AttemptFiles(AccessLogPath),
        Live = Live,
        Catalogue = new(
            () => [new(SizeView.Of(Small), "For trying out.", new Dictionary<string, string>(StringComparer.Ordinal) { ["local"] = "1 CPU, 1 GiB" })],
            () => [new("local", "This machine", true, null), new("aws", "Amazon Web Services", false, "No module.")],
            target => target == "local" ? null : $"There is no target '{target}'.",
            Resolve,
            _ => DatasetProblem),
        Journal = Journal,
        Audit = new(State, StateAt, _ => Task.FromResult(new VerificationView(true, 3, 1, null)), Export),
        Cluster = _cluster,
        ReadLog = (_, source, tail, _) => LogProblem is null
            ? Task.FromResult<IReadOnlyList<string>>([.. Enumerable.Range(1, 5).Select(line => $"{source} {line}").TakeLast(tail)])
            : throw new EntityUnavailableException(LogProblem),
        Notebooks = new(JupyterTokens, "key"u8.ToArray()),
        UrlOf = state => state.Phase is Phase.Ready ? $"/i/{state.Id}/" : null,
        NotReadyBecause = () => NotReadyBecause,
        Tokens = Tokens,
        People = People,
        AccessLog = AccessLog,
        Time = Time,
        Web = _web,
        LoggerFactory = NullLoggerFactory.Instance,
    };

    private static SizeAnswer Resolve(AskedSize asked, string target) => asked switch
    {
        { Name: "small", Cpus: null } => new(Small, null),
        { Name: not null } => new(null, $"There is no size '{asked.Name}'."),
        { Cpus: { } cpus and > 0 and <= 8, MemoryMiB: { } memory } => new(new("custom", cpus, memory, asked.Gpus ?? 0, asked.DiskGiB ?? 10), null),
        _ => new(null, "cpus must be from 0.25 to 8."),
    };

    private async Task<ReadOnlyMemory<byte>?> State(string persistenceId, CancellationToken cancel) =>
        await Journal.HighestSequenceNr(persistenceId, cancel) > 0 ? "{\"phase\":\"ready\"}"u8.ToArray() : null;

    private async Task<ReadOnlyMemory<byte>?> StateAt(string persistenceId, long sequence, CancellationToken cancel)
    {
        var (state, last) = (new InstanceState(), 0L);
        await foreach (var stored in Journal.Read(persistenceId, 1, sequence, cancel)) (state, last) = (SimpleInstances.Evolve(state, SimpleInstances.Decode(stored)), stored.SequenceNr);
        return last == sequence ? Actors.Journal.StateCodec<InstanceState>.Bytes(state) : null;
    }

    private async Task Export(Stream stream, CancellationToken cancel)
    {
        await foreach (var (id, _) in Journal.Entities("", cancel)) await stream.WriteAsync(Encoding.UTF8.GetBytes($"\"{id}\"\n"), cancel);
    }
}
