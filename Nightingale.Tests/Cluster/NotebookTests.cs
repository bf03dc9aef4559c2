using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Nightingale.Tests.Cluster;

/// <summary>A real Jupyter behind the proxy: on the node that is asked, and on another.</summary>
public sealed class NotebookTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_notebook_runs_through_the_gateway_and_its_token_reaches_nobody()
    {
        using var scratch = new ScratchFolder();
        using var host = await HostProcess.Up(scratch.Path);
        var id = await host.Launch("open");
        await host.Until(id, "ready");
        await Opens(host, id);
        using (var operatorsWay = await host.Api.GetAsync($"/i/{id}/api/status")) Assert.That((int)operatorsWay.StatusCode, Is.EqualTo(403), "an operator is no member");
        await host.Do(id, "delete");
        await host.Until(id, "deleted");
        Assert.That(await host.Stop(), Is.Zero, host.Output);
    }

    [Test]
    public async Task A_gateway_opens_a_notebook_whose_socket_is_on_another_node()
    {
        await using var cluster = await TestCluster.Make();
        using var node = await cluster.Node("ada");
        using var gateway = await cluster.Gateway();
        var id = await gateway.Launch("far");
        await gateway.Until(id, "ready");
        await Opens(gateway, id);
        await gateway.Do(id, "delete");
        await gateway.Until(id, "deleted");
        Assert.That(await gateway.Stop(), Is.Zero, gateway.Output);
        Assert.That(await node.Stop(), Is.Zero, node.Output);
    }

    private static async Task Opens(HostProcess host, string id)
    {
        using var answer = await host.Api.PostAsJsonAsync("/api/v1/tokens", new { name = "alice", role = "researcher", accounts = new[] { "default" } });
        var token = (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["secret"]!;
        using var api = new HttpClient { BaseAddress = new($"{host.Api.BaseAddress}i/{id}/"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        Assert.That(await api.GetStringAsync("tree"), Does.Contain("<html").And.Not.Contain("api-token").And.Not.Contain("token="), "as the page of the classic notebook does by itself");
        Assert.That(await api.GetStringAsync("api/status"), Does.Contain("started"));

        using var kernel = await api.PostAsync("api/kernels", content: null);
        var name = (string)(await kernel.Content.ReadFromJsonAsync<JsonObject>())!["id"]!;
        Assert.That(await Run(api.BaseAddress, token, name, "print(6 * 7)"), Is.EqualTo("42\n"));
    }

    private static async Task<string> Run(Uri address, string token, string kernel, string code)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(new UriBuilder(new Uri(address, $"api/kernels/{kernel}/channels")) { Scheme = "ws" }.Uri, CancellationToken.None).WaitAsync(Bound);
        var request = new JsonObject
        {
            ["header"] = new JsonObject { ["msg_id"] = "1", ["msg_type"] = "execute_request", ["session"] = "1", ["username"] = "", ["version"] = "5.3" },
            ["parent_header"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["content"] = new JsonObject { ["code"] = code, ["silent"] = false },
            ["channel"] = "shell",
        };
        await socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            var message = JsonNode.Parse(await Hear(socket))!;
            if ((string)message["msg_type"]! == "stream") return (string)message["content"]!["text"]!;
        }
    }

    private static async Task<string> Hear(ClientWebSocket socket)
    {
        using var text = new MemoryStream();
        var buffer = new byte[65536];
        ValueWebSocketReceiveResult heard;
        do
        {
            heard = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().WaitAsync(Bound);
            await text.WriteAsync(buffer.AsMemory(0, heard.Count));
        }
        while (!heard.EndOfMessage);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
