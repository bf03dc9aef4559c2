using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Nightingale.Tests.Provisioning;

/// <summary>A person at a Jupyter server that listens on a Unix socket.</summary>
public sealed class JupyterClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly HttpClient _http;
    private readonly string _token;

    public JupyterClient(string socketPath, string token)
    {
        _token = token;
        _handler = new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        _invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
        _http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = new Uri("http://jupyter/"), Timeout = Patience };
    }

    public async Task<HttpStatusCode> StatusCode(bool withToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/status");
        if (withToken) request.Headers.Authorization = new("token", _token);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Jupyter's word for when it started.</summary>
    public async Task<string> Started()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/status");
        request.Headers.Authorization = new("token", _token);
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("started").GetString()!;
    }

    /// <summary>Runs a cell in a new kernel and gives what it printed, or its error as <c>name: value</c>.</summary>
    public async Task<string> RunCell(string code)
    {
        using var bound = new CancellationTokenSource(Patience);
        var kernel = await NewKernel(bound.Token);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"token {_token}");
        await socket.ConnectAsync(new Uri($"ws://jupyter/api/kernels/{kernel}/channels"), _invoker, bound.Token);
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(Request(code)), WebSocketMessageType.Text, endOfMessage: true, bound.Token);
        return await Output(socket, bound.Token);
    }

    public void Dispose()
    {
        _http.Dispose();
        _invoker.Dispose();
        _handler.Dispose();
    }

    private async Task<string> NewKernel(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/kernels") { Content = JsonContent.Create(new { name = "python3" }) };
        request.Headers.Authorization = new("token", _token);
        using var response = await _http.SendAsync(request, cancel);
        response.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel));
        return body.RootElement.GetProperty("id").GetString()!;
    }

    private static object Request(string code) => new
    {
        header = new { msg_id = "cell", username = "test", session = "session", msg_type = "execute_request", version = "5.3" },
        parent_header = new { },
        metadata = new { },
        content = new { code, silent = false, store_history = false, user_expressions = new { }, allow_stdin = false },
        channel = "shell",
    };

    private static async Task<string> Output(ClientWebSocket socket, CancellationToken cancel)
    {
        var output = new StringBuilder();
        while (true)
        {
            using var message = JsonDocument.Parse(await Message(socket, cancel));
            var root = message.RootElement;
            if (!root.GetProperty("parent_header").TryGetProperty("msg_id", out var parent) || parent.GetString() != "cell") continue;
            var content = root.GetProperty("content");
            switch (root.GetProperty("msg_type").GetString())
            {
                case "stream":
                    output.Append(content.GetProperty("text").GetString());
                    break;
                case "error":
                    output.Append($"{content.GetProperty("ename").GetString()}: {content.GetProperty("evalue").GetString()}");
                    break;
                case "status" when content.GetProperty("execution_state").GetString() == "idle":
                    return output.ToString().Trim();
            }
        }
    }

    private static async Task<byte[]> Message(ClientWebSocket socket, CancellationToken cancel)
    {
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, cancel);
            await message.WriteAsync(buffer.AsMemory(0, part.Count), cancel);
        }
        while (!part.EndOfMessage);
        return message.ToArray();
    }
}
