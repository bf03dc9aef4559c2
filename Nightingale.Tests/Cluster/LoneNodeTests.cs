using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A real node that is alone, asked what operators ask of a cluster.</summary>
public sealed class LoneNodeTests
{
    [Test]
    public async Task It_shows_itself_with_every_shard_and_says_why_it_is_not_drained()
    {
        using var folder = new ScratchFolder();
        using var host = await HostProcess.Up(folder.Path);
        Assert.That(await host.Api.GetFromJsonAsync<JsonObject>("/api/v1/accounts/default/balance"), Is.Not.Null);

        var shown = (await host.Api.GetFromJsonAsync<JsonObject>("/api/v1/cluster"))!;
        var node = shown["nodes"]!.AsArray().Single()!;
        Assert.That(((string)node["id"]!, (int)node["shards"]!, (int)node["entities"]!, (int)node["runs"]!, (long)node["eventsBehind"]!), Is.EqualTo((Environment.MachineName, 256, 1, 0, 0L)));
        Assert.That(((int)shown["freeShards"]!, (long)shown["events"]!, (string?)node["address"]), Is.EqualTo((0, 1L, (string?)null)));

        using var refused = await host.Api.PostAsync($"/api/v1/cluster/nodes/{Environment.MachineName}/drain", null);
        var problem = (await refused.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.That(((int)refused.StatusCode, (string)problem["type"]!), Is.EqualTo((409, "urn:nightingale:problem:conflict")));
        Assert.That((string)problem["detail"]!, Does.StartWith("This node is alone"));
        Assert.That(await host.Stop(), Is.Zero, host.Output);
    }
}
