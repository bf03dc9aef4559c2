using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

using Npgsql;

namespace Nightingale.Tests.Journal;

/// <summary>Stands before a database's Unix socket, and cuts its connections without a word, as a network does.</summary>
internal sealed class PostgresRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _running;

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
                copies.AddRange([Copy(near, far), Copy(far, near)]);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(copies);
        }
    }

    private static async Task Copy(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[65_536];
            while (await from.ReceiveAsync(buffer) is > 0 and var length) await to.SendAsync(buffer.AsMemory(0, length));
            to.Dispose();
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // As it should be.
        }
    }
}
