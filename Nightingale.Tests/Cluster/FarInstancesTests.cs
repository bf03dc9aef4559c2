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

    // The instance of which a run is told to be done.
    private static async Task<string> Words(Stream stream)
    {
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
            if (item.EventType == "progress" && JsonNode.Parse(item.Data)!["progress"] is { } line && line["stage"]!.GetValue<string>() == "done")
                return line["instance"]!.GetValue<string>();
        return "";
    }
}
