using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>An OpenID provider that lets everybody in as whom the test says, and holds clients to PKCE, their secret and their address.</summary>
internal sealed class StubProvider : IAsyncDisposable
{
    public const string ClientId = "nightingale";
    public const string Secret = "client secret, with a colon: and ä";

    private readonly WebApplication _app;
    private readonly Dictionary<string, (string Challenge, string Redirect)> _codes = new(StringComparer.Ordinal);

    private StubProvider()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(Reply);
    }

    public Uri Url => new(_app.Urls.First());

    /// <summary>What the userinfo endpoint says.</summary>
    public object Person { get; set; } = new { sub = "0000-0001", preferred_username = "ada", name = "Ada Lovelace" };

    /// <summary>The issuer that it says it is; null: its own address.</summary>
    public string? Issuer { get; set; }

    public static async Task<StubProvider> Start()
    {
        var provider = new StubProvider();
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>What a person does there: looks at the page that they were led to, and is led back. Gives the address to go to.</summary>
    public Uri Consent(Uri page)
    {
        var query = QueryHelpers.ParseQuery(page.Query);
        if (query["response_type"] != "code" || query["client_id"] != ClientId || query["code_challenge_method"] != "S256") throw new InvalidOperationException($"Not as it should be: {page}");
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (query["code_challenge"].ToString(), query["redirect_uri"].ToString());
        return new(QueryHelpers.AddQueryString(query["redirect_uri"].ToString(), new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = query["state"] }));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task Reply(HttpContext http) => http.Request.Path.Value switch
    {
        "/.well-known/openid-configuration" => http.Response.WriteAsJsonAsync(new
        {
            issuer = Issuer ?? Url.ToString().TrimEnd('/'),
            authorization_endpoint = new Uri(Url, "authorize"),
            token_endpoint = new Uri(Url, "token"),
            userinfo_endpoint = new Uri(Url, "userinfo"),
        }),
        "/authorize" => Lead(http),
        "/token" => Exchange(http),
        "/userinfo" when http.Request.Headers.Authorization == "Bearer the-access-token" => http.Response.WriteAsJsonAsync(Person),
        _ => Refuse(http),
    };

    private Task Lead(HttpContext http)
    {
        http.Response.Redirect(Consent(new(http.Request.GetEncodedUrl())).AbsoluteUri);
        return Task.CompletedTask;
    }

    private async Task Exchange(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{Uri.EscapeDataString(Secret)}"));
        var holds = _codes.Remove(form["code"].ToString(), out var asked)
            && http.Request.Headers.Authorization == basic
            && form["grant_type"] == "authorization_code"
            && form["redirect_uri"] == asked.Redirect
            && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == asked.Challenge;
        if (holds) await http.Response.WriteAsJsonAsync(new { access_token = "the-access-token", token_type = "Bearer" });
        else await Refuse(http);
    }

    private static Task Refuse(HttpContext http)
    {
        http.Response.StatusCode = 400;
        return Task.CompletedTask;
    }
}
