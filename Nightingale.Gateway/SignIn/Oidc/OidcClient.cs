using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nightingale.Gateway.SignIn.Oidc;

/// <summary>Talks to OpenID providers: where they are, a code for a token, and a token for who it is.</summary>
internal sealed class OidcClient(TimeProvider time) : IDisposable
{
    private const int LongestAnswer = 64 * 1024;
    private const int LongestSubject = 255;

    private static readonly TimeSpan DiscoveryGoodFor = TimeSpan.FromHours(1);

    // No redirects: a secret goes to the provider that was named, and nowhere else.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = TimeSpan.FromSeconds(15),
        MaxResponseContentBufferSize = LongestAnswer,
    };

    private readonly ConcurrentDictionary<string, (Endpoints Known, long At)> _discovered = new(StringComparer.Ordinal);

    /// <summary>Where a provider's endpoints are.</summary>
    /// <exception cref="OidcException">It does not say.</exception>
    public async Task<Endpoints> Discover(OidcProvider provider, CancellationToken cancel)
    {
        if (_discovered.TryGetValue(provider.Name, out var before) && time.GetElapsedTime(before.At) < DiscoveryGoodFor) return before.Known;
        var issuer = provider.Issuer.AbsoluteUri.TrimEnd('/');
        var said = await Ask(new(HttpMethod.Get, $"{issuer}/.well-known/openid-configuration"), cancel);
        if (Text(said, "issuer")?.TrimEnd('/') != issuer) throw new OidcException("It calls itself by another name than the one that is configured.");
        var found = new Endpoints(Address(said, "authorization_endpoint", provider), Address(said, "token_endpoint", provider), Address(said, "userinfo_endpoint", provider));
        _discovered[provider.Name] = (found, time.GetTimestamp());
        return found;
    }

    /// <summary>Who it is that came back with a code.</summary>
    /// <exception cref="OidcException">The provider does not say.</exception>
    public async Task<Identity> Redeem(OidcProvider provider, string code, string verifier, Uri redirect, CancellationToken cancel)
    {
        var endpoints = await Discover(provider, cancel);
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect.AbsoluteUri,
            ["client_id"] = provider.ClientId,
            ["code_verifier"] = verifier,
        };
        using var exchange = new HttpRequestMessage(HttpMethod.Post, endpoints.Token) { Content = new FormUrlEncodedContent(form) };
        if (provider.ClientSecretFile is { } file) exchange.Headers.Authorization = Basic(provider.ClientId, (await File.ReadAllTextAsync(file, cancel)).Trim());
        var token = Text(await Ask(exchange, cancel), "access_token") ?? throw new OidcException("It gave no access token.");

        using var question = new HttpRequestMessage(HttpMethod.Get, endpoints.UserInfo) { Headers = { Authorization = new("Bearer", token) } };
        var person = await Ask(question, cancel);
        return Text(person, "sub") is { Length: >= 1 and <= LongestSubject } subject
            ? new(subject, Text(person, provider.NameClaim), Text(person, "name"))
            : throw new OidcException("It does not say who it is.");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static AuthenticationHeaderValue Basic(string id, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}")));

    private static string? Text(JsonObject said, string name) => said[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static Uri Address(JsonObject said, string name, OidcProvider provider) =>
        Uri.TryCreate(Text(said, name), UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.IsLoopback && provider.Issuer.IsLoopback))
            ? address
            : throw new OidcException($"Its {name} is no https address.");

    private async Task<JsonObject> Ask(HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.SendAsync(request, cancel);
            if (!answer.IsSuccessStatusCode) throw new OidcException($"It answered {(int)answer.StatusCode}.");
            return await answer.Content.ReadFromJsonAsync<JsonObject>(cancel) ?? throw new OidcException("It answered nothing.");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new OidcException("It does not answer, or not with JSON.", fault);
        }
    }

    /// <summary>Where a provider's endpoints are.</summary>
    public sealed record Endpoints(Uri Authorization, Uri Token, Uri UserInfo);

    /// <summary>Who it is.</summary>
    /// <param name="Subject">As the provider names them; never given to another there.</param>
    /// <param name="Name">What they may be called here.</param>
    /// <param name="DisplayName">For people.</param>
    public sealed record Identity(string Subject, string? Name, string? DisplayName);
}

/// <summary>A provider did not do its part. The message says how, without a secret.</summary>
internal sealed class OidcException(string message, Exception? inner = null) : Exception(message, inner);
