using System.Buffers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Nightingale.Actors.Health;

/// <summary>A kernel of a Jupyter server that runs cells as a notebook does, over its channel. Ends with this object.</summary>
public sealed class JupyterKernel : IAsyncDisposable
{
    private const int LargestMessage = 16 * 1024 * 1024;

    // A few milliseconds each; the link that they wait for comes within 0.2 s.
    private const int MostGreetings = 500;

    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);

    private readonly JupyterConnection _connection;
    private readonly ClientWebSocket _channel = new();
    private readonly string _id;
    private int _requests;

    private JupyterKernel(JupyterConnection connection, string id) => (_connection, _id) = (connection, id);

    /// <summary>Starts a kernel, opens its channel, and waits until the server follows what the kernel does.</summary>
    /// <exception cref="CellException">Jupyter does not answer, or refuses.</exception>
    public static async Task<JupyterKernel> Start(JupyterConnection connection, CancellationToken cancel)
    {
        JupyterKernel? kernel = null;
        try
        {
            using var response = await connection.Http.PostAsJsonAsync(new Uri("api/kernels", UriKind.Relative), new { name = "python3" }, cancel);
            response.EnsureSuccessStatusCode();
            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            kernel = new JupyterKernel(connection, body.RootElement.GetProperty("id").GetString()!);
            await kernel.Open(cancel);
            await kernel.Greet(cancel);
            return kernel;
        }
        catch (Exception fault)
        {
            if (kernel is not null) await kernel.DisposeAsync();
            if (fault is HttpRequestException or WebSocketException) throw new CellException($"No kernel could be started: Jupyter does not answer, or refuses ({fault.Message}).", fault);
            throw;
        }
    }

    /// <summary>Runs a cell and waits until the kernel is idle again. One cell at a time.</summary>
    /// <returns>What the cell printed, and its value if it has one, as text.</returns>
    /// <exception cref="CellException">The cell raised, or the kernel went away.</exception>
    public async Task<string> Run(string code, CancellationToken cancel)
    {
        try
        {
            // After a cell that raised, stop_on_error would abort, unasked, whatever follows it within a tenth of a second.
            var content = new { code, silent = false, store_history = false, user_expressions = new { }, allow_stdin = false, stop_on_error = false };
            return await Answer(await Send("execute_request", content, cancel), cancel);
        }
        catch (WebSocketException broken)
        {
            throw new CellException("The connection to the kernel broke before the cell was done.", broken);
        }
    }

    /// <summary>Ends the kernel, within 10 s; that the server is gone already is no error.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        using var bound = new CancellationTokenSource(EndWithin);
        try
        {
            using var response = await _connection.Http.DeleteAsync(new Uri($"api/kernels/{_id}", UriKind.Relative), bound.Token);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            // With the server its kernels are gone; a server that does not answer ends them when it ends itself.
        }
    }

    private async Task Open(CancellationToken cancel)
    {
        _channel.Options.SetRequestHeader("Authorization", _connection.Authorization.ToString());
        var root = new UriBuilder(_connection.Root) { Scheme = _connection.Root.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs };
        using var invoker = _connection.Invoker();
        await _channel.ConnectAsync(new Uri(root.Uri, $"api/kernels/{_id}/channels"), invoker, cancel);
    }

    // The server connects to a kernel's output before there is a kernel, and again some 0.1 to 0.2 s later. What the kernel says in between the server never
    // hears: it calls it "starting" until its next word, for the whole of a silent cell. So words are drawn from it until the server has heard one.
    private async Task Greet(CancellationToken cancel)
    {
        for (var greetings = 0; greetings < MostGreetings && await State(cancel) == "starting"; greetings++)
            await Answer(await Send("kernel_info_request", new { }, cancel), cancel);
    }

    private async Task<string?> State(CancellationToken cancel)
    {
        using var kernel = JsonDocument.Parse(await _connection.Http.GetByteArrayAsync(new Uri($"api/kernels/{_id}", UriKind.Relative), cancel));
        return kernel.RootElement.GetProperty("execution_state").GetString();
    }

    private async Task<string> Send(string type, object content, CancellationToken cancel)
    {
        var id = $"{_id}-{++_requests}";
        var header = new { msg_id = id, msg_type = type, username = "nightingale", session = _id, version = "5.3" };
        var request = new { channel = "shell", header, parent_header = new { }, metadata = new { }, content };
        await _channel.SendAsync(JsonSerializer.SerializeToUtf8Bytes(request), WebSocketMessageType.Text, endOfMessage: true, cancel);
        return id;
    }

    private async Task<string> Answer(string id, CancellationToken cancel)
    {
        var output = new StringBuilder();
        string? error = null;
        while (true)
        {
            using var message = JsonDocument.Parse(await Receive(cancel));
            if (!IsAbout(id, message.RootElement)) continue;
            var content = message.RootElement.GetProperty("content");
            switch (message.RootElement.GetProperty("header").GetProperty("msg_type").GetString())
            {
                case "stream":
                    output.Append(content.GetProperty("text").GetString());
                    break;
                case "execute_result" when content.GetProperty("data").TryGetProperty("text/plain", out var result):
                    output.Append(result.GetString()).Append('\n');
                    break;
                case "error":
                    error = $"{content.GetProperty("ename").GetString()}: {content.GetProperty("evalue").GetString()}";
                    break;
                case "status" when content.GetProperty("execution_state").GetString() == "idle":
                    return error is null ? output.ToString() : throw new CellException(error);
            }
        }
    }

    private static bool IsAbout(string id, JsonElement message) =>
        message.GetProperty("parent_header").TryGetProperty("msg_id", out var parent) && parent.GetString() == id;

    private async Task<ReadOnlyMemory<byte>> Receive(CancellationToken cancel)
    {
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            var part = await _channel.ReceiveAsync(message.GetMemory(16 * 1024), cancel);
            if (part.MessageType is WebSocketMessageType.Close)
                throw new CellException("The kernel closed its channel before the cell was done.");
            message.Advance(part.Count);
            if (message.WrittenCount > LargestMessage) throw new CellException("The cell gave more than can be read at once.");
            if (part.EndOfMessage) return message.WrittenMemory;
        }
    }
}

/// <summary>A cell did not run to its end. The message has the name and words of what it raised.</summary>
public sealed class CellException(string message, Exception? inner = null) : Exception(message, inner);
