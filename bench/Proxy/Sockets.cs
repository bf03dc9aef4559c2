using System.Globalization;
using System.Net.WebSockets;

namespace Nightingale.Bench.Proxy;

/// <summary>WebSockets through a contender.</summary>
internal static class Sockets
{
    // What a process without WebSockets has open, by far.
    private const int IdleFiles = 1000;

    private static readonly byte[] Word = "{\"channel\":\"shell\",\"content\":{}}"u8.ToArray();

    /// <summary>So many clients, each of which sends its next word when it has heard the last.</summary>
    /// <returns>Round trips a second, and the 99th percentile of their times in milliseconds.</returns>
    public static async Task<(double Rate, double P99)> Echo(Contender contender, int clients, TimeSpan during, CancellationToken cancel)
    {
        var sockets = await Open(contender, clients, cancel);
        try
        {
            return await Clients.Measure(clients, client => RoundTrip(sockets[client], cancel), during, cancel);
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    /// <summary>What so many idle WebSockets add to the resident memory of the contender's process, each, in KiB.</summary>
    public static async Task<double> Idle(Contender contender, int count, CancellationToken cancel)
    {
        foreach (var warm in await Open(contender, 50, cancel)) warm.Dispose();
        var before = Resident(contender);
        var sockets = await Open(contender, count, cancel);
        var kibibytes = (Resident(contender) - before) / count;
        foreach (var socket in sockets) socket.Dispose();
        await Until.True(() => Task.FromResult(Files(contender) < IdleFiles), TimeSpan.FromMilliseconds(50), cancel);
        return kibibytes;
    }

    /// <summary>How many WebSockets the contender's process can carry: each takes two open files, one to each side.</summary>
    public static int Most(Contender contender)
    {
        var limit = File.ReadLines($"/proc/{contender.Process!.Id}/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return long.TryParse(limit, CultureInfo.InvariantCulture, out var files) ? (int)Math.Min((files - IdleFiles) / 2, int.MaxValue) : int.MaxValue;
    }

    private static int Files(Contender contender) => Directory.EnumerateFileSystemEntries($"/proc/{contender.Process!.Id}/fd").Count();

    private static async Task<IReadOnlyList<ClientWebSocket>> Open(Contender contender, int count, CancellationToken cancel)
    {
        var address = new UriBuilder(new Uri(contender.Root, "api/kernels/1/channels")) { Scheme = "ws" }.Uri;
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < count; i++)
        {
            var socket = new ClientWebSocket();
            if (contender.Header is not null) socket.Options.SetRequestHeader("Authorization", contender.Header);
            await socket.ConnectAsync(address, cancel);
            await RoundTrip(socket, cancel);
            sockets.Add(socket);
        }

        return sockets;
    }

    private static async Task RoundTrip(ClientWebSocket socket, CancellationToken cancel)
    {
        await socket.SendAsync(Word.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancel);
        await socket.ReceiveAsync(new byte[64].AsMemory(), cancel);
    }

    private static double Resident(Contender contender) => double.Parse(
        File.ReadLines($"/proc/{contender.Process!.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
