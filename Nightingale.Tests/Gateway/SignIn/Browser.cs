using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.People;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>A browser on a page of the gateway: it keeps cookies and says where its requests come from.</summary>
internal sealed class Browser : IDisposable
{
    public const string Password = "correct horse battery";

    private readonly HttpClient _client;
    private readonly Uri _origin;

    public Browser(TestGateway gateway)
    {
        _origin = gateway.Client.BaseAddress!;
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = _origin };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The session's cookie; null if there is none.</summary>
    public string? Session
    {
        get => Cookie("session")?.Value;
        set => Cookies.Add(new Cookie($"nightingale-session-{_origin.Port}", value, "/", _origin.Host));
    }

    /// <summary>Adds a person who has <see cref="Password"/>, and gives a browser that nobody signed in with yet.</summary>
    public static async Task<Browser> Of(TestGateway gateway, string name, SystemRole? role = null)
    {
        var person = new Person(name, name, role, gateway.Time.GetUtcNow(), "system:test");
        await gateway.People.Store.Add(person with { PasswordHash = gateway.People.Store.Passwords.Hash(person, Password) });
        return new(gateway);
    }

    /// <summary>Adds a person, and gives the browser that the person is signed in with.</summary>
    public static async Task<Browser> SignedIn(TestGateway gateway, string name, SystemRole? role = null)
    {
        var browser = await Of(gateway, name, role);
        using var answer = await browser.SignIn(name);
        answer.EnsureSuccessStatusCode();
        return browser;
    }

    public Task<HttpResponseMessage> SignIn(string name, string password = Password, string? code = null)
    {
        var body = new JsonObject { ["name"] = name, ["password"] = password };
        if (code is not null) body["code"] = code;
        return Post("/api/v1/session", body.ToJsonString());
    }

    public Task<HttpResponseMessage> Get(string path) => Send(HttpMethod.Get, path);

    public Task<HttpResponseMessage> Post(string path, string? body = null) => Send(HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> Delete(string path) => Send(HttpMethod.Delete, path);

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body = null) => Send(method, path, body, ("Origin", _origin.GetLeftPart(UriPartial.Authority)));

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(TestGateway.Bound);
    }

    public void Dispose() => _client.Dispose();

    private Cookie? Cookie(string purpose) => Cookies.GetCookies(_origin).FirstOrDefault(cookie => cookie.Name == $"nightingale-{purpose}-{_origin.Port}");
}
