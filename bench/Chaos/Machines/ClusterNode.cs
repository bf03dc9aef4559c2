using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Nightingale.Bench.Chaos.Machines;

/// <summary>A real <c>nightingale node</c> or <c>gateway</c> on a machine of its own, which may be killed, stopped, and started again.</summary>
/// <param name="name">What it is called.</param>
/// <param name="machine">Where it runs.</param>
/// <param name="clock">Its clocks.</param>
/// <param name="command">What starts it, but where its data lies.</param>
/// <param name="logs">A folder for what it prints.</param>
internal sealed class ClusterNode(string name, Machine machine, MovableClock clock, IReadOnlyList<string> command, string logs) : IAsyncDisposable
{
    private const string Token = "operator.token"; // The first node alone has it.

    private Child? _process;

    public string Name => name;

    public Machine Machine => machine;

    public MovableClock Clock => clock;

    /// <summary>Whether its process is there, stopped or not.</summary>
    public bool Lives => _process is { HasEnded: false };

    /// <summary>Its API; null while it has not begun to answer.</summary>
    public HttpClient? Api { get; private set; }

    /// <summary>Whether it is known to answer nobody: who only wants an answer asks another.</summary>
    public bool IsSilent { get; set; }

    /// <summary>What marks the Terraform runs of this node.</summary>
    public string Data => $"{machine.Disk}/{name}";

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="like">One whose tokens it is to know, so that a caller is the same on both.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task Start(ClusterNode? like, CancellationToken cancel)
    {
        var announced = machine.Seen($"{Data}/node.json");
        Directory.CreateDirectory(machine.Seen(Data), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(announced);
        if (like is not null && like != this) await CopyToken(like, cancel);
        _process = Child.Start(logs, machine.Through[0], [.. machine.Through[1..], "env", "--default-signal", .. clock.Environment, .. command, "--data", Data], ("TF_CLI_CONFIG_FILE", null));
        await Until.True(() => Task.FromResult(File.Exists(announced) || _process.HasEnded), TimeSpan.FromMilliseconds(50), cancel);
        if (_process.HasEnded) throw new InvalidOperationException($"{name} did not start; see {logs}/log.");
        var url = (string)JsonNode.Parse(await File.ReadAllTextAsync(announced, cancel))!["url"]!;
        var api = new HttpClient(new SocketsHttpHandler { ConnectCallback = Connect, UseProxy = false }) { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(6) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(machine.Seen($"{Data}/{Token}"), cancel)).Trim());
        Api = api;
    }

    /// <summary>The time of day by its own clock.</summary>
    public async Task<DateTimeOffset> Tells(CancellationToken cancel)
    {
        using var fresh = new HttpClient(new SocketsHttpHandler { ConnectCallback = Connect, UseProxy = false });
        DateTimeOffset? told = null;
        // The server sets the header's time once a second.
        for (var times = 0; times < 2; times++)
        {
            if (times > 0) await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, cancel);
            using var answer = await fresh.GetAsync(new Uri(Api!.BaseAddress!, "/healthz"), cancel);
            told = answer.Headers.Date;
        }

        return told ?? throw new InvalidOperationException($"{name} does not tell the time.");
    }

    /// <summary>Sends it a signal.</summary>
    public Task Signal(string signal) => _process!.Signal(signal);

    /// <summary>kill -9 of this process alone, never of what it launched.</summary>
    public async Task Kill()
    {
        Api = null;
        await _process!.Signal("KILL");
        await _process.Ended(TimeSpan.FromSeconds(10));
    }

    /// <summary>SIGTERM: it hands over and ends.</summary>
    /// <exception cref="InvalidOperationException">It did not end as it should.</exception>
    public async Task End()
    {
        await _process!.Signal("TERM");
        var code = await _process.Ended(TimeSpan.FromSeconds(120));
        Api = null;
        if (code != 0) throw new InvalidOperationException($"{name} ended with {code}; see {logs}/log.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Lives) await Signal("CONT");
        if (_process is not null) await _process.DisposeAsync();
        clock.Dispose();
        await machine.DisposeAsync();
    }

    private async Task CopyToken(ClusterNode like, CancellationToken cancel) =>
        await File.WriteAllBytesAsync(machine.Seen($"{Data}/{Token}"), await File.ReadAllBytesAsync(like.Machine.Seen($"{like.Data}/{Token}"), cancel), cancel);

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = await machine.Socket();
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
