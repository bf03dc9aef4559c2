using System.Net;
using System.Net.Sockets;

namespace Nightingale.Bench.Chaos.Machines;

/// <summary>
/// Stands between one node and its database. On request it cuts a connection after a COMMIT was sent on it and before its answer is back, so that the
/// node cannot know what became of it: every other time the database had done it, every other time it never heard of it.
/// </summary>
internal sealed class CommitCutter : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    public const int Port = 6432;

    private readonly CancellationTokenSource _over = new();
    private readonly string _database;
    private readonly Socket _listener;
    private readonly Task _running;
    private int _wanted;
    private int _cut;

    private CommitCutter(Socket listener, string database)
    {
        (_listener, _database) = (listener, database);
        _running = Listen();
    }

    /// <summary>How many connections it has cut.</summary>
    public int Done => Volatile.Read(ref _cut);

    /// <summary>Begins to listen.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="database">The database's Unix socket.</param>
    public static async Task<CommitCutter> Start(Machine machine, string database)
    {
        var listener = await machine.Socket();
        listener.Bind(new IPEndPoint(machine.Address, Port));
        listener.Listen();
        return new(listener, database);
    }

    /// <summary>Cuts the connections of the next commits.</summary>
    public void CutNext(int commits) => Volatile.Write(ref _wanted, commits);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _running;
        _over.Dispose();
    }

    private async Task Listen()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(Serve(await _listener.AcceptAsync(_over.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task Serve(Socket node)
    {
        using var database = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var _ = node;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        node.LingerState = new(enable: true, seconds: 0);
        var connection = new Connection();
        try
        {
            await database.ConnectAsync(new UnixDomainSocketEndPoint(_database), over.Token);
            await await Task.WhenAny(ToDatabase(node, database, connection, over.Token), ToNode(database, node, connection, over.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // Either side is gone: so is the connection.
        }

        await over.CancelAsync();
    }

    private async Task ToDatabase(Socket node, Socket database, Connection connection, CancellationToken cancel)
    {
        var buffer = new byte[65_536];
        while (await node.ReceiveAsync(buffer, cancel) is > 0 and var length)
        {
            if (Commits(buffer.AsSpan(0, length)) && Interlocked.Decrement(ref _wanted) >= 0)
            {
                if (Interlocked.Increment(ref _cut) % 2 == 0) return;
                connection.Swallows = true;
            }

            await database.SendAsync(buffer.AsMemory(0, length), cancel);
        }
    }

    // A transaction of one round trip begins with its leases, and commits itself.
    private static bool Commits(ReadOnlySpan<byte> sent) => sent.IndexOf("COMMIT\0"u8) >= 0 || sent.IndexOf("hold_leases("u8) >= 0;

    private static async Task ToNode(Socket database, Socket node, Connection connection, CancellationToken cancel)
    {
        var buffer = new byte[65_536];
        while (await database.ReceiveAsync(buffer, cancel) is > 0 and var length && !connection.Swallows)
            await node.SendAsync(buffer.AsMemory(0, length), cancel);
    }

    private sealed class Connection
    {
        private volatile bool _swallows;

        public bool Swallows { get => _swallows; set => _swallows = value; }
    }
}
