using System.Net;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class TokenTests : GatewayTest
{
    private const string Tokens = "/api/v1/tokens";

    private string _operator = "";

    [SetUp]
    public async Task MakeToken() => _operator = await Gateway.Token(Role.Operator);

    [Test]
    public async Task A_token_that_is_created_is_good_until_it_is_revoked()
    {
        using var created = await Gateway.Post(Tokens, _operator, """{"name":"alice","role":"researcher","accounts":["lab"]}""");
        await HasStatus(created, HttpStatusCode.Created);
        var secret = (string)(await Json(created))["secret"]!;
        Assert.That(secret, Does.Match("^ngt_[A-Za-z0-9_-]{43}$"));
        using var good = await Gateway.Get("/api/v1/instances", secret);
        await HasStatus(good, HttpStatusCode.OK);

        using var revoked = await Gateway.Send(HttpMethod.Delete, created.Headers.Location!.ToString(), _operator);
        await HasStatus(revoked, HttpStatusCode.NoContent);
        using var bad = await Gateway.Get("/api/v1/instances", secret);
        await IsProblem(bad, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task A_token_expires()
    {
        using var created = await Gateway.Post(Tokens, _operator, """{"name":"eve","role":"auditor","expiresAt":"2026-03-01T10:00:00Z"}""");
        await HasStatus(created, HttpStatusCode.Created);
        var secret = (string)(await Json(created))["secret"]!;
        Gateway.Time.Advance(TimeSpan.FromMinutes(59));
        using var before = await Gateway.Get("/api/v1/instances", secret);
        await HasStatus(before, HttpStatusCode.OK);
        Gateway.Time.Advance(TimeSpan.FromMinutes(1));
        using var after = await Gateway.Get("/api/v1/instances", secret);
        await IsProblem(after, ProblemKind.Unauthenticated);
    }

    [Test]
    public async Task The_list_tells_when_a_token_was_last_used_and_never_a_secret_or_its_hash()
    {
        using var first = await Gateway.Get(Tokens, _operator);
        using var second = await Gateway.Get(Tokens, _operator);
        var text = await second.Content.ReadAsStringAsync();
        var token = (await Json(second))[0]!;
        Assert.That((DateTimeOffset)token["lastUsedAt"]!, Is.EqualTo(Gateway.Time.GetUtcNow()));
        Assert.That(text, Does.Not.Contain(_operator).And.Not.Contain(Gateway.Tokens.All[0].Hash));
    }

    [TestCase("""{"role":"auditor"}""", "name")]
    [TestCase("""{"name":"a/b","role":"auditor"}""", "name")]
    [TestCase("""{"name":"alice"}""", "role")]
    [TestCase("""{"name":"alice","role":"Operator"}""", "role")]
    [TestCase("""{"name":"alice","role":"researcher"}""", "accounts")]
    [TestCase("""{"name":"alice","role":"researcher","accounts":["nobody"]}""", "accounts")]
    [TestCase("""{"name":"alice","role":"researcher","accounts":"lab"}""", "accounts")]
    [TestCase("""{"name":"alice","role":"operator","accounts":["lab"]}""", "accounts")]
    [TestCase("""{"name":"alice","role":"auditor","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [TestCase("""{"name":"alice","role":"auditor","expiresAt":"tomorrow"}""", "expiresAt")]
    [TestCase("""{"name":"alice","role":"auditor","hash":"00"}""", "hash")]
    public async Task A_token_that_does_not_hold_is_refused(string body, string field)
    {
        using var answer = await Gateway.Post(Tokens, _operator, body);
        Assert.That(Fields(await IsProblem(answer, ProblemKind.Invalid)), Is.EqualTo(new[] { field }));
    }

    [Test]
    public async Task A_name_means_one_principal_so_it_has_one_role_and_the_same_accounts()
    {
        const string Ada = """{"name":"ada","role":"researcher","accounts":["lab"]}""";
        using var first = await Gateway.Post(Tokens, _operator, Ada);
        await HasStatus(first, HttpStatusCode.Created);
        using var second = await Gateway.Post(Tokens, _operator, Ada);
        await HasStatus(second, HttpStatusCode.Created);
        foreach (var other in new[] { """{"name":"ada","role":"operator"}""", """{"name":"ada","role":"researcher","accounts":["clinic"]}""" })
        {
            using var refused = await Gateway.Post(Tokens, _operator, other);
            Assert.That(Fields(await IsProblem(refused, ProblemKind.Invalid)), Is.EqualTo(new[] { "name" }));
        }
    }

    [Test]
    public async Task Revoking_what_does_not_exist_is_not_found()
    {
        using var answer = await Gateway.Send(HttpMethod.Delete, $"{Tokens}/none", _operator);
        await IsProblem(answer, ProblemKind.NotFound);
    }
}
