using System.Net;
using Nightingale.Gateway.Problems;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway.SignIn;

/// <summary>What another page can make a signed-in person's browser do: nothing. Pages of instances lie on the same site, so that the site says nothing.</summary>
public sealed class OriginTests : GatewayTest
{
    private const string Session = "/api/v1/session";
    private const string SignIn = $$"""{"name":"ada","password":"{{Browser.Password}}"}""";

    private static readonly (string Name, string Value)[] FromNowhere = [];

    [TestCase("Origin", "https://evil.example")]
    [TestCase("Origin", "null")]
    [TestCase("Origin", "http://instance.localhost:{port}")]
    [TestCase("Origin", "http://127.0.0.1:1")]
    [TestCase("Origin", "https://127.0.0.1:{port}")]
    [TestCase("Origin", "http://localhost:{port}")]
    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Sec-Fetch-Site", "same-site")]
    [TestCase("Sec-Fetch-Site", "none")]
    public async Task Another_page_can_neither_use_the_session_nor_sign_anybody_in(string header, string value)
    {
        var from = (header, value.Replace("{port}", $"{Gateway.Port}", StringComparison.Ordinal));
        using var ada = await Browser.SignedIn(Gateway, "ada");
        using var used = await ada.Send(HttpMethod.Delete, Session, null, from);
        await IsProblem(used, ProblemKind.Forbidden);
        using var still = await ada.Get("/api/v1/me");
        await HasStatus(still, HttpStatusCode.OK);

        using var nobody = new Browser(Gateway);
        using var signedIn = await nobody.Send(HttpMethod.Post, Session, SignIn, from);
        await IsProblem(signedIn, ProblemKind.Forbidden);
        Assert.That(nobody.Session, Is.Null);
    }

    [TestCase("Origin", "http://127.0.0.1:{port}")]
    [TestCase("Sec-Fetch-Site", "same-origin")]
    public async Task Our_own_page_can(string header, string value)
    {
        var from = (header, value.Replace("{port}", $"{Gateway.Port}", StringComparison.Ordinal));
        using var ada = await Browser.Of(Gateway, "ada");
        using var signedIn = await ada.Send(HttpMethod.Post, Session, SignIn, from);
        await HasStatus(signedIn, HttpStatusCode.OK);
        using var used = await ada.Send(HttpMethod.Delete, Session, null, from);
        await HasStatus(used, HttpStatusCode.NoContent);
    }

    [Test]
    public async Task A_request_that_does_not_say_where_it_comes_from_does_not_get_to_use_a_session()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        using var used = await ada.Send(HttpMethod.Delete, Session, null, FromNowhere);
        await IsProblem(used, ProblemKind.Forbidden);

        // A program that has no cookie yet: it is nobody's browser.
        using var program = new Browser(Gateway);
        using var signedIn = await program.Send(HttpMethod.Post, Session, SignIn, FromNowhere);
        await HasStatus(signedIn, HttpStatusCode.OK);
    }

    [Test]
    public async Task A_bearer_token_goes_before_the_cookie_and_is_not_asked_for_an_origin()
    {
        using var ada = await Browser.SignedIn(Gateway, "ada");
        using var answer = await ada.Send(HttpMethod.Post, "/api/v1/instances", TestGateway.Launch(), ("Authorization", $"Bearer {await Gateway.Researcher()}"));
        await HasStatus(answer, HttpStatusCode.Accepted);
    }
}
