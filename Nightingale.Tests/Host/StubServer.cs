using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Nightingale.Tests.Host;

/// <summary>A server that answers as a test says, and remembers what it was asked.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Answer>> _answers = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private StubServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(Reply);
    }

    public ConcurrentQueue<Request> Requests { get; } = new();

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<StubServer> Start()
    {
        var server = new StubServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers a request with JSON or, if it is text, with that; the last answer to a request stays.</summary>
    public StubServer Answers(string request, JsonNode? body, int status = 200, string type = "application/json")
    {
        var text = body is JsonValue value && value.TryGetValue<string>(out var plain) ? plain : body?.ToJsonString() ?? "";
        _answers.GetOrAdd(request, _ => new()).Enqueue(new(status, type, text));
        return this;
    }

    public StubServer Refuses(string request, int status, string slug, string title, string detail, JsonObject? errors = null) =>
        Answers(request, Problem(status, slug, title, detail, errors), status, "application/problem+json");

    public StubServer Tells(params (string Type, JsonObject Data)[] news) =>
        Answers("GET /api/v1/stream", string.Concat(news.Select(item => $"event: {item.Type}\ndata: {item.Data.ToJsonString()}\n\n")), type: "text/event-stream");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static JsonObject Problem(int status, string slug, string title, string detail, JsonObject? errors)
    {
        var problem = new JsonObject
        {
            ["type"] = $"urn:nightingale:problem:{slug}",
            ["title"] = title,
            ["status"] = status,
            ["detail"] = detail,
            ["traceId"] = "trace-1",
        };
        if (errors is not null) problem["errors"] = errors;
        return problem;
    }

    private async Task Reply(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var place = $"{http.Request.Method} {http.Request.Path}";
        Requests.Enqueue(new(place, $"{http.Request.QueryString}", await reader.ReadToEndAsync(), http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (!_answers.TryGetValue(place + http.Request.QueryString, out var answers) && !_answers.TryGetValue(place, out answers))
        {
            http.Response.StatusCode = 404;
            return;
        }

        var answer = answers.Count > 1 && answers.TryDequeue(out var once) ? once : answers.First();
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.Type;
        if (answer.Status == 503) http.Response.Headers.RetryAfter = "0";
        if (answer.Status != 204) await http.Response.WriteAsync(answer.Text);
    }

    public sealed record Request(string Place, string Query, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public string Authorization => Headers.GetValueOrDefault("Authorization", "");
    }

    private sealed record Answer(int Status, string Type, string Text);
}
