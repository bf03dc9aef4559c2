using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

using Npgsql;

namespace Nightingale.Tests.Journal;

/// <summary>Stands before a database's Unix socket, and cuts its connections, or lets through no more than so much.</summary>
internal sealed class PostgresRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _running;
    private long _room = long.MaxValue;

    public PostgresRelay(NpgsqlDataSource database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var socket = Path.Combine(connection.Host!, ".s.PGSQL.5432");
        _listener.Start();
        (connection.Host, connection.Port) = ("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        Database = NpgsqlDataSource.Create(connection);
        _running = Listen(new(socket));
    }

    /// <summary>The database by way of this.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Lets so many more bytes through to the database; what comes after them stays here.</summary>
    public void Stop(long after) => Volatile.Write(ref _room, after);

    /// <summary>Whether it has let through all that it lets through.</summary>
    public bool IsFull => Volatile.Read(ref _room) <= 0;

    /// <summary>Ends all connections.</summary>
    public void Cut()
    {
        while (_sockets.TryTake(out var socket)) socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _over.CancelAsync();
        Cut();
        await _running;
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task Listen(UnixDomainSocketEndPoint database)
    {
        var copies = new List<Task>();
        try
        {
            while (true)
            {
                var (near, far) = (await _listener.AcceptSocketAsync(_over.Token), new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
                await far.ConnectAsync(database, _over.Token);
                _sockets.Add(near);
                _sockets.Add(far);
                copies.AddRange([Copy(near, far, Through), Copy(far, near, length => length)]);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(copies);
        }
    }

    private int Through(int length) => (int)Math.Clamp(Interlocked.Add(ref _room, -length) + length, 0, length);

    private static async Task Copy(Socket from, Socket to, Func<int, int> through)
    {
        try
        {
            var buffer = new byte[65_536];
            while (await from.ReceiveAsync(buffer) is > 0 and var length) await to.SendAsync(buffer.AsMemory(0, through(length)));
            to.Dispose();
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // As it should be.
        }
    }
}
