using System.Net;
using System.Text;
using Nightingale.Gateway.Problems;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

/// <summary>The web UI as the gateway serves it.</summary>
public sealed class WebFilesTests
{
    private const string Page = "<!doctype html><title>Nightingale</title>";

    private static readonly string Script = "console.log('" + new string('x', 4000) + "')";

    private TestGateway _gateway = null!;

    [OneTimeSetUp]
    public async Task StartGateway() => _gateway = await TestGateway.Start(web: new(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
    {
        ["index.html"] = Encoding.UTF8.GetBytes(Page),
        ["assets/index-C0ffee.js"] = Encoding.UTF8.GetBytes(Script),
    }));

    [OneTimeTearDown]
    public async Task StopGateway() => await _gateway.DisposeAsync();

    [TestCase("/")]
    [TestCase("/sign-in")]
    [TestCase("/instances")]
    [TestCase("/instances/0193")]
    [TestCase("/journal/instance/0193")]
    public async Task Every_address_of_the_UI_answers_with_the_page_to_everybody(string address)
    {
        using var answer = await _gateway.Get(address);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/html"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(Page));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True, "a page that is kept would name assets that are gone");
    }

    [Test]
    public async Task A_page_says_that_it_runs_nothing_inline_and_nothing_from_elsewhere()
    {
        using var answer = await _gateway.Get("/instances");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.StartWith("default-src 'none'; script-src 'self'; style-src 'self';"));
        Assert.That(policy, Does.Contain("frame-ancestors 'none'").And.Contain("base-uri 'none'").And.Not.Contain("unsafe"));
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
    }

    [Test]
    public async Task An_asset_is_kept_for_ever_since_its_name_holds_its_hash()
    {
        using var answer = await _gateway.Get("/assets/index-C0ffee.js");
        Assert.That(answer.Headers.CacheControl?.ToString(), Is.EqualTo("public, max-age=31536000, immutable"));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/javascript"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(Script));
    }

    [Test]
    public async Task Who_takes_it_compressed_gets_it_so()
    {
        using var answer = await _gateway.Send(HttpMethod.Get, "/assets/index-C0ffee.js", headers: ("Accept-Encoding", "gzip, br"));
        Assert.That(answer.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "br" }));
        Assert.That((await answer.Content.ReadAsByteArrayAsync()).Length, Is.LessThan(Script.Length / 10));
    }

    [Test]
    public async Task What_is_the_same_for_everybody_is_not_on_record_and_what_is_refused_is()
    {
        await using var gateway = await TestGateway.Start(web: new(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { ["index.html"] = Encoding.UTF8.GetBytes(Page) }));
        foreach (var address in (string[])["/", "/instances", "/assets/nothing.js"]) (await gateway.Get(address)).Dispose();
        Assert.That(await gateway.AccessLines(), Has.Length.EqualTo(1).And.All.Contains("/assets/nothing.js"));
    }

    [TestCase("/assets/nothing.js")]
    [TestCase("/assets/..%2findex.html")]
    public async Task What_is_no_asset_is_not_there(string address) => await IsNotThere(_gateway, address, "Reload the page.");

    [TestCase("/api/v1/nothing")]
    [TestCase("/instancesx")]
    [TestCase("/i/0193")]
    public async Task What_is_no_page_stays_with_the_API(string address)
    {
        using var answer = await _gateway.Get(address);
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_gateway_without_the_UI_says_so_and_how_to_build_it()
    {
        await using var bare = await TestGateway.Start(web: new(new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)));
        await IsNotThere(bare, "/", "npm ci");
    }

    private static async Task IsNotThere(TestGateway gateway, string address, string words)
    {
        using var answer = await gateway.Get(address);
        Assert.That((int)answer.StatusCode, Is.EqualTo(ProblemKind.NotFound.Status));
        Assert.That((string)(await TestGateway.Json(answer))["detail"]!, Does.Contain(words));
    }
}
