using System.Net;
using Nightingale.Actors.Accounts;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class AccessTests : GatewayTest
{
    // No part of the API: the pages of instances, in whose tests it is said who may open them.
    private static readonly string[] Unlisted = ["openNotebook", "enterNotebook", "followNotebook"];

    [Test]
    public async Task The_table_and_the_document_have_the_same_endpoints()
    {
        Assert.That((await Document()).Select(endpoint => endpoint.Name).Concat(["openApi", "showFirstPage", "showPage", "readAsset"]).Concat(Unlisted), Is.EquivalentTo(AccessTable.Endpoints));
    }

    [TestCase(null)]
    [TestCase("somethingNew")]
    public void An_endpoint_that_is_not_in_the_table_is_open_to_nobody(string? name)
    {
        var all = Enum.GetValues<MemberRole>().ToDictionary(role => $"{role}", role => role, StringComparer.Ordinal);
        foreach (var role in (SystemRole?[])[null, SystemRole.Auditor, SystemRole.Operator])
            Assert.That(AccessTable.Of(name).Allows(new("user:x", role, "id", () => all, () => true), account: null), Is.False);
        Assert.That(AccessTable.Of(name).IsOpen, Is.False);
    }

    [TestCase("Basic dXNlcjpwYXNz")]
    [TestCase("Bearer")]
    [TestCase("Bearer ")]
    [TestCase("Bearer nonsense")]
    [TestCase("Bearer ngt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_token_that_is_not_good_is_refused(string header)
    {
        using var answer = await Gateway.Send(HttpMethod.Get, "/api/v1/instances", headers: ("Authorization", header));
        await IsProblem(answer, ProblemKind.Unauthenticated);
        Assert.That(answer.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
    }

    [Test]
    public async Task A_token_in_the_address_is_not_a_token()
    {
        var token = await Gateway.Researcher();
        using var answer = await Gateway.Get($"/api/v1/instances?access_token={token}&token={token}");
        await IsProblem(answer, ProblemKind.Unauthenticated);
        Assert.That(string.Concat(await Gateway.AccessLines()), Does.Not.Contain(token));
    }

    [Test]
    public async Task Nobody_without_a_token_learns_which_addresses_exist()
    {
        using var answer = await Gateway.Get("/api/v1/nothing");
        await IsProblem(answer, ProblemKind.Unauthenticated);
    }

    [TestCase("evil.example")]
    [TestCase("evil.example:{port}")]
    [TestCase("localhost:1")]
    [TestCase("127.0.0.1")]
    [TestCase("127.0.0.1.evil.example:{port}")]
    [TestCase("169.254.169.254:{port}")]
    public async Task A_request_for_another_host_is_turned_away(string host)
    {
        using var answer = await Gateway.Send(HttpMethod.Get, "/healthz", headers: ("Host", WithPort(host)));
        await IsProblem(answer, ProblemKind.Misdirected);
    }

    [TestCase("localhost:{port}")]
    [TestCase("LOCALHOST:{port}")]
    [TestCase("127.0.0.1:{port}")]
    [TestCase("[::1]:{port}")]
    public async Task A_request_for_this_machine_is_answered(string host)
    {
        using var answer = await Gateway.Send(HttpMethod.Get, "/healthz", headers: ("Host", WithPort(host)));
        await HasStatus(answer, HttpStatusCode.OK);
    }

    [Test]
    public async Task Answers_tell_browsers_to_keep_and_to_guess_nothing_and_other_sites_may_not_read_them()
    {
        using var answer = await Gateway.Send(HttpMethod.Get, "/api/v1/sizes", await Gateway.Researcher(), headers: ("Origin", "https://evil.example"));
        Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
        Assert.That(answer.Headers.Contains("Server"), Is.False);
    }

    [Test]
    public async Task A_flood_of_bad_tokens_is_told_to_wait_while_good_tokens_pass()
    {
        await using var gateway = await TestGateway.Start(new() { FailedSignInsPerMinute = 3 });
        var good = await gateway.Researcher();
        for (var i = 0; i < 3; i++)
        {
            using var bad = await gateway.Get("/api/v1/sizes", "nonsense");
            await IsProblem(bad, ProblemKind.Unauthenticated);
        }

        using var flood = await gateway.Get("/api/v1/sizes", "nonsense");
        await IsProblem(flood, ProblemKind.TooManyFailures);
        Assert.That(flood.Headers.RetryAfter, Is.Not.Null);
        using var answer = await gateway.Get("/api/v1/sizes", good);
        await HasStatus(answer, HttpStatusCode.OK);
    }

    private string WithPort(string host) => host.Replace("{port}", $"{Gateway.Port}", StringComparison.Ordinal);

    private async Task<List<(string Name, HttpMethod Method, string Path)>> Document()
    {
        using var answer = await Gateway.Get("/openapi/v1.json");
        var paths = (await Json(answer))["paths"]!.AsObject();
        return [.. from path in paths from operation in path.Value!.AsObject() select ((string)operation.Value!["operationId"]!, new HttpMethod(operation.Key), path.Key)];
    }
}
