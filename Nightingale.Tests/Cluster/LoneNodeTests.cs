using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A real node that is alone, asked what operators ask of a cluster.</summary>
public sealed class LoneNodeTests
{
    [Test]
    public async Task Its_first_operator_owns_the_first_account_on_record_and_only_as_long_as_people_leave_it_so()
    {
        using var folder = new ScratchFolder();
        using (var host = await HostProcess.Up(folder.Path))
        {
            Assert.That(await Members(host), Is.EqualTo(new[] { "user:operator owner" }));
            var events = (await host.Api.GetFromJsonAsync<JsonObject>("/api/v1/journal/entities/account/default/events"))!["items"]!.AsArray();
            Assert.That(events.Select(told => (string)told!["principal"]!), Is.EqualTo(new[] { "system:up", "system:up" }));
            (await host.Api.PutAsJsonAsync("/api/v1/accounts/default/members/user:ada", new { role = "owner" })).EnsureSuccessStatusCode();
            (await host.Api.DeleteAsync("/api/v1/accounts/default/members/user:operator")).EnsureSuccessStatusCode();
            Assert.That(await host.Stop(), Is.Zero, host.Output);
        }

        using var again = await HostProcess.Up(folder.Path);
        Assert.That(await Members(again), Is.EqualTo(new[] { "user:ada owner" }));
        Assert.That(await again.Stop(), Is.Zero, again.Output);
    }

    [Test]
    public async Task It_shows_itself_with_every_shard_and_says_why_it_is_not_drained()
    {
        using var folder = new ScratchFolder();
        using var host = await HostProcess.Up(folder.Path);
        Assert.That(await host.Api.GetFromJsonAsync<JsonObject>("/api/v1/accounts/default/balance"), Is.Not.Null);

        var shown = (await host.Api.GetFromJsonAsync<JsonObject>("/api/v1/cluster"))!;
        var node = shown["nodes"]!.AsArray().Single()!;
        Assert.That(((string)node["id"]!, (int)node["shards"]!, (int)node["entities"]!, (int)node["runs"]!, (long)node["eventsBehind"]!), Is.EqualTo((Environment.MachineName, 256, 1, 0, 0L)));
        Assert.That(((int)shown["freeShards"]!, (long)shown["events"]!, (string?)node["address"]), Is.EqualTo((0, 2L, (string?)null)));

        using var refused = await host.Api.PostAsync($"/api/v1/cluster/nodes/{Environment.MachineName}/drain", null);
        var problem = (await refused.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.That(((int)refused.StatusCode, (string)problem["type"]!), Is.EqualTo((409, "urn:nightingale:problem:conflict")));
        Assert.That((string)problem["detail"]!, Does.StartWith("This node is alone"));
        Assert.That(await host.Stop(), Is.Zero, host.Output);
    }

    private static async Task<IEnumerable<string>> Members(HostProcess host) =>
        (await host.Api.GetFromJsonAsync<JsonObject>("/api/v1/accounts/default/members"))!["members"]!.AsArray().Select(member => $"{(string)member!["principal"]!} {(string)member["role"]!}");
}
