using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Nightingale.Actors.Provisioning;
using Nightingale.Gateway.Access;
using Nightingale.Tests.Projections;
using NUnit.Framework;
using static Nightingale.Tests.Gateway.TestGateway;

namespace Nightingale.Tests.Gateway;

public sealed class StreamTests : GatewayTest
{
    private const string Stream = "/api/v1/stream";

    [Test]
    public async Task A_new_follower_is_told_to_fetch_and_then_hears_what_happens_with_the_instance_as_it_is()
    {
        var token = await Gateway.Researcher();
        using var follower = await Follower.Open(Gateway, token);
        Assert.That((await follower.Next()).EventType, Is.EqualTo("reset"));
        var id = await Gateway.Launched(token);
        var journal = await follower.Next();
        Assert.That(journal.EventType, Is.EqualTo("journal"));
        var data = JsonNode.Parse(journal.Data)!;
        Assert.That((string)data["entity"]!, Is.EqualTo($"instance/{id}"));
        Assert.That((string)data["event"]!["type"]!, Is.EqualTo("instance.launched.v1"));
        Assert.That((string)data["instance"]!["phase"]!, Is.EqualTo("provisioning"));

        Gateway.Live.Publish(new RunProgress(SimpleInstances.Id(1), "lab", 1, SimpleInstances.Start, "running", "Creating"));
        var progress = await follower.Next();
        Assert.That(progress.EventType, Is.EqualTo("progress"));
        Assert.That((string)JsonNode.Parse(progress.Data)!["progress"]!["message"]!, Is.EqualTo("Creating"));
    }

    [Test]
    public async Task A_follower_resumes_where_it_was_and_after_another_boot_is_told_to_fetch()
    {
        var token = await Gateway.Researcher();
        await Gateway.Launched(token);
        await Gateway.Launched(token);
        await Gateway.Told("boot-2");
        using var resumed = await Follower.Open(Gateway, token, ("Last-Event-ID", "boot-1"));
        Assert.That((await resumed.Next()).EventId, Is.EqualTo("boot-2"));
        using var other = await Follower.Open(Gateway, token, ("Last-Event-ID", "before-1"));
        Assert.That((await other.Next()).EventType, Is.EqualTo("reset"));
    }

    [Test]
    public async Task Nobody_hears_of_another_accounts_instances()
    {
        using var lab = await Follower.Open(Gateway, await Gateway.Researcher());
        using var auditor = await Follower.Open(Gateway, await Gateway.Token(Role.Auditor));
        await lab.Next();
        await auditor.Next();
        await Gateway.Launched(await Gateway.Researcher("clinic"), "clinic");
        var mine = await Gateway.Launched(await Gateway.Researcher());
        Assert.That((string)JsonNode.Parse((await lab.Next()).Data)!["entity"]!, Is.EqualTo($"instance/{mine}"));
        Assert.That((await auditor.Next()).EventId, Is.EqualTo("boot-1"), "the control hears of both");
    }

    [Test]
    public async Task A_quiet_stream_has_heartbeats_and_ends_with_its_token()
    {
        var token = await Gateway.Researcher();
        using var follower = await Follower.Open(Gateway, token);
        await follower.Next();
        var next = follower.Next();
        await Quiet();
        Gateway.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.That((await next).EventType, Is.EqualTo("heartbeat"));

        await Gateway.Tokens.Revoke(Gateway.Tokens.All.Single().Id);
        var end = follower.End();
        await Quiet();
        Gateway.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.That(await end, Is.True);
    }

    [Test]
    public async Task A_stop_of_the_server_ends_its_streams()
    {
        var gateway = await TestGateway.Start();
        using var follower = await Follower.Open(gateway, await gateway.Researcher());
        await follower.Next();
        var end = follower.End();
        await gateway.DisposeAsync().AsTask().WaitAsync(Bound);
        Assert.That(await end, Is.True);
    }

    // The follower waits on the clock once its timer is there; the other timers are those of token store and proxy.
    private async Task Quiet()
    {
        using var bound = new CancellationTokenSource(Bound);
        while (Gateway.Time.Timers < 4)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Follower : IDisposable
    {
        private readonly HttpResponseMessage _answer;
        private readonly IAsyncEnumerator<SseItem<string>> _items;

        private Follower(HttpResponseMessage answer, Stream stream) =>
            (_answer, _items) = (answer, SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator());

        public static async Task<Follower> Open(TestGateway gateway, string token, params (string Name, string Value)[] headers)
        {
            var answer = await gateway.Send(HttpMethod.Get, StreamTests.Stream, token, headers: headers);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
            return new(answer, await answer.Content.ReadAsStreamAsync());
        }

        public async Task<SseItem<string>> Next()
        {
            Assert.That(await _items.MoveNextAsync().AsTask().WaitAsync(Bound), Is.True);
            return _items.Current;
        }

        public async Task<bool> End() => !await _items.MoveNextAsync().AsTask().WaitAsync(Bound);

        public void Dispose() => _answer.Dispose();
    }
}
