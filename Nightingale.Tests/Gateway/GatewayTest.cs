using System.Net;
using System.Text.Json.Nodes;
using Nightingale.Gateway.Problems;
using NUnit.Framework;

namespace Nightingale.Tests.Gateway;

/// <summary>Tests of the gateway: each has one of its own, or those of a class share one if they leave nothing behind.</summary>
public abstract class GatewayTest
{
    private protected TestGateway Gateway { get; private set; } = null!;

    private protected virtual bool Shared => false;

    [OneTimeSetUp]
    public async Task StartSharedGateway()
    {
        if (Shared) Gateway = await TestGateway.Start();
    }

    [SetUp]
    public async Task StartGateway()
    {
        if (!Shared) Gateway = await TestGateway.Start();
    }

    [TearDown]
    public async Task StopGateway()
    {
        if (!Shared) await Gateway.DisposeAsync();
    }

    [OneTimeTearDown]
    public async Task StopSharedGateway()
    {
        if (Shared) await Gateway.DisposeAsync();
    }

    /// <summary>That an answer is a problem of a kind, with all that every problem has; gives its body.</summary>
    private protected static async Task<JsonNode> IsProblem(HttpResponseMessage answer, ProblemKind kind)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(kind.Status), body);
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
        var problem = JsonNode.Parse(body)!;
        Assert.That((string)problem["type"]!, Is.EqualTo(kind.Type), body);
        Assert.That((string)problem["title"]!, Is.EqualTo(kind.Title));
        Assert.That((int)problem["status"]!, Is.EqualTo(kind.Status));
        Assert.That((string)problem["detail"]!, Is.Not.Empty);
        Assert.That((string)problem["traceId"]!, Is.Not.Empty);
        return problem;
    }

    private protected static IEnumerable<string> Fields(JsonNode problem) =>
        problem["errors"]?.AsObject().Select(error => error.Key) ?? [];

    private protected static async Task HasStatus(HttpResponseMessage answer, HttpStatusCode status) =>
        Assert.That(answer.StatusCode, Is.EqualTo(status), await answer.Content.ReadAsStringAsync());
}
