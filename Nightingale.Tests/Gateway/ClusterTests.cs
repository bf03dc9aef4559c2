using System.Net;
using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Cluster;
using Nightingale.Gateway.Problems;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class ClusterTests : GatewayTest
{
    private readonly List<(string Node, bool Draining)> _told = [];

    [Test]
    public async Task A_node_that_is_alone_shows_itself_and_says_why_it_is_not_drained()
    {
        var token = await Gateway.Token(Role.Operator);
        using var shown = await Gateway.Get("/api/v1/cluster", token);
        var node = (await Json(shown))["nodes"]!.AsArray().Single()!;
        Assert.That(((string)node["id"]!, (string?)node["address"], (int)node["shards"]!, (double?)node["leaseSeconds"]), Is.EqualTo(("ada", (string?)null, 256, (double?)null)));
        foreach (var what in (string[])["drain", "undrain"])
        {
            using var refused = await Gateway.Post($"/api/v1/cluster/nodes/ada/{what}", token);
            Assert.That((string)(await IsProblem(refused, ProblemKind.Conflict))["detail"]!, Does.StartWith("This node is alone"));
        }
    }

    [Test]
    public async Task A_node_is_drained_and_undrained_and_that_is_on_record()
    {
        await using var gateway = await TestGateway.Start(cluster: Many());
        var token = await gateway.Token(Role.Operator);
        foreach (var what in (string[])["drain", "undrain"])
        {
            using var answer = await gateway.Post($"/api/v1/cluster/nodes/ada/{what}", token);
            await HasStatus(answer, HttpStatusCode.Accepted);
            Assert.That((bool)(await Json(answer))["nodes"]![0]!["draining"]!, Is.EqualTo(what == "drain"));
        }

        Assert.That(_told, Is.EqualTo(new[] { ("ada", true), ("ada", false) }));
        var records = (await gateway.AccessLines()).Select(line => (string?)JsonNode.Parse(line)!["operation"]).ToList();
        Assert.That(records, Does.Contain("drainNode").And.Contain("undrainNode"));
    }

    [Test]
    public async Task A_node_that_is_not_there_is_no_such_thing()
    {
        await using var gateway = await TestGateway.Start(cluster: Many());
        using var answer = await gateway.Post("/api/v1/cluster/nodes/nobody/drain", await gateway.Token(Role.Operator));
        Assert.That((string)(await IsProblem(answer, ProblemKind.NotFound))["detail"]!, Does.StartWith("There is no node"));
    }

    [Test]
    public async Task A_database_that_does_not_answer_is_told_and_passes()
    {
        await using var gateway = await TestGateway.Start(cluster: new(_ => throw new JournalUnavailableException("The cluster's database cannot be asked at the moment."), Drain: null));
        using var answer = await gateway.Get("/api/v1/cluster", await gateway.Token(Role.Operator));
        Assert.That((string)(await IsProblem(answer, ProblemKind.Unavailable))["detail"]!, Does.StartWith("The cluster's database cannot be asked"));
    }

    private ClusterDesk Many() => new(
        _ => Task.FromResult(new ClusterStatus(
            [new("ada-00000000") { Address = "https://ada:7000", Draining = _told is [.., (_, true)], Left = TimeSpan.FromSeconds(9), Shards = 128, Epoch = 3, Owing = 1, Entities = 2, Runs = 1 }], 128, 9)),
        (node, draining, _) =>
        {
            if (node != "ada") return Task.FromResult(false);
            _told.Add((node, draining));
            return Task.FromResult(true);
        });
}
