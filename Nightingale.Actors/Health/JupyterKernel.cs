using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Nightingale.Actors.Health;

/// <summary>Runs code as a notebook's cell does: over the kernel channel's WebSocket.</summary>
public sealed class JupyterKernel(JupyterConnection connection)
{
    private static readonly Uri Kernels = new("api/kernels", UriKind.Relative);

    /// <summary>Starts a kernel, runs <paramref name="code"/> in it, and ends it.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="message">Names the request, for the kernel's answers to name it in turn.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>What the cell printed and its result, as text.</returns>
    /// <exception cref="CellException">The code raised; the message is the kernel's.</exception>
    /// <exception cref="HttpRequestException">Jupyter does not answer.</exception>
    public async Task<string> Run(string code, Guid message, CancellationToken stop)
    {
        using var started = await connection.Http.PostAsJsonAsync(Kernels, new { name = "python3" }, stop);
        started.EnsureSuccessStatusCode();
        var kernel = (await started.Content.ReadFromJsonAsync<JsonObject>(stop))!["id"]!.GetValue<string>();
        try
        {
            return await Execute(kernel, code, message, stop);
        }
        finally
        {
            using var ended = await connection.Http.DeleteAsync(new Uri($"api/kernels/{kernel}", UriKind.Relative), CancellationToken.None);
        }
    }

    private async Task<string> Execute(string kernel, string code, Guid message, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        using var invoker = connection.Invoker();
        socket.Options.SetRequestHeader("Authorization", connection.Authorization.ToString());
        var root = new UriBuilder(connection.Root) { Scheme = connection.Root.Scheme == "https" ? "wss" : "ws" }.Uri;
        await socket.ConnectAsync(new Uri(root, $"api/kernels/{kernel}/channels"), invoker, stop);
        await socket.SendAsync(Encoding.UTF8.GetBytes(Request(code, message).ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, stop);

        var output = new StringBuilder();
        while (Take(await Receive(socket, stop), message, output)) { }
        return output.ToString();
    }

    private static JsonObject Request(string code, Guid message) => new()
    {
        ["channel"] = "shell",
        ["header"] = new JsonObject { ["msg_id"] = message.ToString("N"), ["msg_type"] = "execute_request", ["username"] = "", ["session"] = message.ToString("N"), ["version"] = "5.3" },
        ["parent_header"] = new JsonObject(),
        ["metadata"] = new JsonObject(),
        ["content"] = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = false, ["allow_stdin"] = false, ["stop_on_error"] = true },
    };

    /// <returns>Whether more is to come.</returns>
    private static bool Take(JsonNode answer, Guid message, StringBuilder output)
    {
        if ((string?)answer["parent_header"]?["msg_id"] != message.ToString("N")) return true;
        var content = answer["content"]!;
        switch ((string?)answer["header"]?["msg_type"])
        {
            case "stream": output.Append((string?)content["text"]); break;
            case "execute_result": output.Append((string?)content["data"]?["text/plain"]).Append('\n'); break;
            case "error": throw new CellException($"{content["ename"]}: {content["evalue"]}");
            case "status": return (string?)content["execution_state"] != "idle";
        }

        return true;
    }

    private static async Task<JsonNode> Receive(ClientWebSocket socket, CancellationToken stop)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, stop);
            if (part.MessageType == WebSocketMessageType.Close) throw new CellException("The kernel closed its channel before the cell was done.");
            await message.WriteAsync(buffer.AsMemory(0, part.Count), stop);
            if (part.EndOfMessage) return JsonNode.Parse(message.ToArray())!;
        }
    }
}

/// <summary>A cell did not run to its end.</summary>
public sealed class CellException(string message) : Exception(message);
