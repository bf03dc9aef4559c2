using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Client;

/// <summary>Talks to the REST API. Answers are JSON as the server gave it, so that nothing the server says is lost on the way to people.</summary>
public sealed class ApiClient : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Nothing is sent until something is asked.</summary>
    public ApiClient(ServerAddress server, TimeProvider time)
    {
        _time = time;
        Url = server.Url;
        // No redirects and no proxy on loopback: the token goes to the server alone.
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !server.Url.IsLoopback, ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            BaseAddress = server.Url,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (server.Token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
    }

    /// <summary>The server's root.</summary>
    public Uri Url { get; }

    /// <summary>Asks for a JSON object.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public async Task<JsonObject> Get(string path, CancellationToken cancel) => (JsonObject)(await Json(() => new(HttpMethod.Get, path), cancel))!;

    /// <summary>Asks for a JSON array.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public async Task<JsonArray> GetArray(string path, CancellationToken cancel) => (JsonArray)(await Json(() => new(HttpMethod.Get, path), cancel))!;

    /// <summary>Changes something. Carries an idempotency key, so that a repetition after a lost answer is one command.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public Task<JsonObject> Post(string path, JsonObject? body, CancellationToken cancel) => Change(HttpMethod.Post, path, body, cancel);

    /// <summary>Sets something. Carries an idempotency key, as <see cref="Post"/> does.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public Task<JsonObject> Put(string path, JsonObject body, CancellationToken cancel) => Change(HttpMethod.Put, path, body, cancel);

    /// <summary>Deletes something. Gives what the server says of it, or an empty object if that is nothing.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public Task<JsonObject> Delete(string path, CancellationToken cancel) => Change(HttpMethod.Delete, path, null, cancel);

    /// <summary>Asks for every item of a list that comes in pieces.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public async IAsyncEnumerable<JsonObject> List(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        string? next = null;
        do
        {
            var place = next is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}after={Uri.EscapeDataString(next)}";
            var page = await Get(place, cancel);
            foreach (var item in page["items"]!.AsArray()) yield return item!.AsObject();
            next = page["next"]?.ToString();
        }
        while (next is not null);
    }

    /// <summary>Asks for plain text, whole.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public async Task<string> Text(string path, CancellationToken cancel)
    {
        using var answer = await Send(() => new(HttpMethod.Get, path), cancel);
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    /// <summary>Opens an answer to be read as it comes. The caller disposes of it.</summary>
    /// <exception cref="ApiException">The server refused, or cannot be reached.</exception>
    public Task<HttpResponseMessage> Open(string path, string? lastEventId, CancellationToken cancel) => Send(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
            return request;
        },
        cancel);

    /// <summary>Waits as long as a client should before it asks again.</summary>
    public Task Pause(CancellationToken cancel) => Task.Delay(BetweenAttempts, _time, cancel);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> Change(HttpMethod method, string path, JsonObject? body, CancellationToken cancel)
    {
        var key = Guid.CreateVersion7(_time.GetUtcNow()).ToString();
        return await Json(
            () =>
            {
                var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                request.Headers.Add("Idempotency-Key", key);
                return request;
            },
            cancel) as JsonObject ?? [];
    }

    private async Task<JsonNode?> Json(Func<HttpRequestMessage> request, CancellationToken cancel)
    {
        using var answer = await Send(request, cancel);
        if (answer.StatusCode is HttpStatusCode.NoContent) return null;
        try
        {
            return await JsonNode.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), cancellationToken: cancel);
        }
        catch (JsonException)
        {
            throw new ApiException($"What answers at {Url} is not a Nightingale server. Check the address.");
        }
    }

    // Repeats only what the server said it did not do for now, with the same key.
    private async Task<HttpResponseMessage> Send(Func<HttpRequestMessage> make, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            var answer = await Exchange(request, cancel);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer)
            {
                if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable || attempt == Attempts) throw await ApiException.From(answer, cancel);
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? BetweenAttempts, _time, cancel);
            }
        }
    }

    private async Task<HttpResponseMessage> Exchange(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException)
        {
            throw Unreachable(Url);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Unreachable(Url);
        }
    }

    private static ApiException Unreachable(Uri url) => new(
        $"No server answers at {url}. Start one with 'nightingale up', or name another with --url or NIGHTINGALE_URL.");
}
