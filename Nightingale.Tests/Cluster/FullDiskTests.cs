using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>The disk under the data folder is full: what cannot be stored is refused in words, what was acknowledged stays, and all goes on when there is room.</summary>
public sealed class FullDiskTests
{
    private const int Mebibytes = 8;

    private ScratchFolder _folder = null!;
    private SmallDisk _disk = null!;

    [SetUp]
    public async Task MountDisk()
    {
        _folder = new();
        _disk = await SmallDisk.Mount(_folder.Path, Mebibytes);
    }

    [TearDown]
    public void RemoveDisk()
    {
        _folder.Dispose();
        _disk.Dispose();
    }

    [Test]
    public async Task A_node_refuses_what_it_cannot_store_and_goes_on_when_there_is_room()
    {
        var start = _disk.Start();
        using var host = await HostProcess.Up(start);
        var kept = await host.Launch("kept");
        await host.Until(kept, "ready");

        _disk.Fill();
        foreach (var refused in new[] { await Launch(host, "later"), await host.Api.PostAsync($"/api/v1/instances/{kept}/stop", content: null) })
            await IsRefused(refused, "The disk is full; nothing was written.", or: "Attempts cannot be recorded");
        await RefusesToReadOffTheRecord(host, kept);
        using var alive = await host.Api.GetAsync("/healthz");
        Assert.That(alive.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Sandboxes.Of(_folder.Path), Is.Not.Empty, "the instance goes on");

        _disk.Free();
        Assert.That((await host.Show(kept))["phase"]!.GetValue<string>(), Is.EqualTo("ready"), "the stop that was refused has left nothing");
        using var again = await Launch(host, "later");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await again.Content.ReadAsStringAsync());
        var later = (await again.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>();
        await host.Until(later, "ready");
        Assert.That(await host.List(), Is.EquivalentTo(new[] { kept, later }), "the same key is one instance");
        await host.Do(kept, "stop");
        await host.Until(kept, "stopped");
        await Meters.AreWhole(host, kept);
        foreach (var id in new[] { kept, later }) await host.Do(id, "delete");
        foreach (var id in new[] { kept, later }) await host.Until(id, "deleted");
        Assert.That(await host.Problem(), Is.Null);
        Assert.That(await host.Stop(), Is.Zero, host.Output);
        await IsIntact(start);
    }

    [Test]
    public async Task What_was_acknowledged_outlives_a_kill_on_a_full_disk()
    {
        var start = _disk.Start();
        string kept;
        using (var host = await HostProcess.Up(start))
        {
            kept = await host.Launch("kept");
            await host.Until(kept, "ready");
            _disk.Fill();
            await IsRefused(await Launch(host, "refused"), "The disk is full; nothing was written.");
            await host.Kill();
        }

        var (exit, output) = await HostProcess.Fails(start);
        Assert.That(exit, Is.EqualTo(1));
        Assert.That(output, Does.Contain("disk").And.Contain("is full. Make room and try again"));

        _disk.Free();
        await IsIntact(start);
        using (var host = await HostProcess.Up(start))
        {
            var adopted = await host.Until(kept, "ready");
            Assert.That(adopted["generation"]!.GetValue<int>(), Is.EqualTo(1));
            Assert.That(await host.List(), Is.EqualTo(new[] { kept }));
            await host.Do(kept, "stop");
            await host.Until(kept, "stopped");
            await Meters.AreWhole(host, kept);
            await host.Do(kept, "delete");
            await host.Until(kept, "deleted");
            Assert.That(await host.Stop(), Is.Zero, host.Output);
        }

        await IsIntact(start);
    }

    [Test]
    public async Task A_launch_that_meets_a_full_disk_becomes_ready_when_there_is_room()
    {
        var start = _disk.Start();
        using var host = await HostProcess.Up(start);
        var launched = await host.Launch("patient");
        _disk.Fill();
        await Eventually.True(() => host.Output.Contains("is tried again in", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        _disk.Free();
        await host.Until(launched, "ready");
        await host.Do(launched, "delete");
        await host.Until(launched, "deleted");
        Assert.That(Sandboxes.Of(_folder.Path), Is.Empty);
        Assert.That(await host.Problem(), Is.Null);
    }

    /// <summary>However far a first start came before the disk was full, it says so, and the next one finds nothing half done.</summary>
    [TestCase(0)]
    [TestCase(8)]
    [TestCase(16)]
    [TestCase(24)]
    [TestCase(48)]
    public async Task A_first_start_without_room_says_so_and_succeeds_when_there_is_some(int kibibytes)
    {
        var start = _disk.Start();
        _disk.Fill(kibibytes);
        var (exit, output) = await HostProcess.Fails(start);
        Assert.That(exit, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain("full").And.Not.Contain("Exception").And.Not.Contain("   at "));

        _disk.Free();
        using (var host = await HostProcess.Up(start)) Assert.That(await host.Stop(), Is.Zero, host.Output);
        await IsIntact(start);
    }

    private static async Task<HttpResponseMessage> Launch(HostProcess host, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/instances");
        request.Headers.Add("Idempotency-Key", name);
        request.Content = JsonContent.Create(new { name, account = "default", target = "local", size = "small" });
        return await host.Api.SendAsync(request);
    }

    private static async Task IsRefused(HttpResponseMessage answer, string words, string? or = null)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync();
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable), body);
            Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
            var detail = JsonNode.Parse(body)!["detail"]!.GetValue<string>();
            Assert.That(detail, Does.Contain(words).Or.Contain(or ?? words));
            Assert.That(body, Does.Not.Contain("Exception").And.Not.Contain("   at "));
        }
    }

    // The last page of the access log may have room for a few attempts yet.
    private static async Task RefusesToReadOffTheRecord(HostProcess host, string id)
    {
        await Eventually.True(async () => (await host.Api.GetAsync($"/api/v1/instances/{id}")).StatusCode == HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30));
        await IsRefused(await host.Api.GetAsync($"/api/v1/instances/{id}"), "nothing is done off the record");
        await IsRefused(await host.Api.GetAsync("/readyz"), "look at the access log and at the disk under it");
    }

    private static async Task IsIntact(HostStart start)
    {
        var verified = await start.Run("journal", "verify");
        Assert.That((verified.ExitCode, verified.Error), Is.EqualTo((0, "")));
    }
}
