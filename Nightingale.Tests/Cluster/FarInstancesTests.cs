using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>What people see of instances that run on another node than the one that they ask.</summary>
public sealed class FarInstancesTests
{
    [Test]
    public async Task A_gateway_tells_live_what_Terraform_says_on_a_node_and_shows_the_logs_that_lie_there()
    {
        await using var cluster = await TestCluster.Make();
        using var node = await cluster.Node("ada");
        using var gateway = await cluster.Gateway();
        await using var stream = await gateway.Api.GetStreamAsync("/api/v1/stream");
        var words = Words(stream);

        var id = await gateway.Launch("far");
        await gateway.Until(id, "ready");
        Assert.That(await words.WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(id));
        Assert.That(await gateway.Api.GetStringAsync($"/api/v1/instances/{id}/logs?source=terraform"), Does.Contain("done: Applied."));
        Assert.That(await gateway.Api.GetStringAsync($"/api/v1/instances/{id}/logs?source=jupyter&tail=3"), Is.EqualTo(await node.Api.GetStringAsync($"/api/v1/instances/{id}/logs?source=jupyter&tail=3")).And.Not.Empty);

        await gateway.Do(id, "delete");
        await gateway.Until(id, "deleted");
        Assert.That(await gateway.Stop(), Is.Zero, gateway.Output);
        Assert.That(await node.Stop(), Is.Zero, node.Output);
    }

    [Test]
    public async Task Lists_and_costs_are_rebuilt_on_command_while_nodes_serve_them_and_are_there_at_once_at_the_next_start()
    {
        await using var cluster = await TestCluster.Make();
        using var node = await cluster.Node("ada");
        var first = await node.Launch("first");
        Assert.That(await node.List(), Is.EqualTo(new[] { first }), "who was answered sees it");
        await node.Until(first, "ready");

        var rebuilt = await cluster.Command("rebuild");
        Assert.That(rebuilt.ExitCode, Is.Zero, rebuilt.Error);
        Assert.That(rebuilt.Output, Does.Match("bill was built from [0-9]+ events .*\ninstances was built from [0-9]+ events"));
        var second = await node.Launch("second");
        using var gateway = await cluster.Gateway();
        Assert.That(await gateway.List(), Is.EqualTo(new[] { first, second }));

        var unknown = await cluster.Command("rebuild", "nonsense");
        Assert.That((unknown.ExitCode, unknown.Error.Contains("There is no projection nonsense; there are bill, instances, memberships.", StringComparison.Ordinal)), Is.EqualTo((2, true)), unknown.Error);
        foreach (var id in (string[])[first, second]) await node.Do(id, "delete");
        foreach (var id in (string[])[first, second]) await node.Until(id, "deleted");
        await Eventually.True(async () => (await gateway.List()).Count == 0, TimeSpan.FromSeconds(10));
        Assert.That(await node.Stop(), Is.Zero, node.Output);
    }

    // The instance of which a run is told to be done.
    private static async Task<string> Words(Stream stream)
    {
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
            if (item.EventType == "progress" && JsonNode.Parse(item.Data)!["progress"] is { } line && line["stage"]!.GetValue<string>() == "done")
                return line["instance"]!.GetValue<string>();
        return "";
    }
}
