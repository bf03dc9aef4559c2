using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Nightingale.Actors.Health;

/// <summary>The way to one Jupyter server: over a Unix socket (<c>unix:///path</c>) or over HTTP(S).</summary>
public sealed class JupyterConnection : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly string _token;

    /// <summary>Makes the way; nothing is connected yet.</summary>
    /// <param name="address">As the module gave it.</param>
    /// <param name="token">The server's token. It goes into a header, never into a URL.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public JupyterConnection(string address, string token)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) throw new ArgumentException("The address of a Jupyter server is no URI.", nameof(address));
        _token = token;
        _handler = new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1), UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        if (uri.Scheme == "unix")
        {
            var path = uri.LocalPath;
            _handler.ConnectCallback = (_, stop) => Connect(path, stop);
            Root = new Uri("http://localhost/");
        }
        else
        {
            Root = uri;
        }

        Http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = Root, MaxResponseContentBufferSize = 1024 * 1024, Timeout = Timeout.InfiniteTimeSpan };
        Http.DefaultRequestHeaders.Authorization = Authorization;
    }

    internal Uri Root { get; }

    internal HttpClient Http { get; }

    internal AuthenticationHeaderValue Authorization => new("token", _token);

    /// <summary>For a WebSocket over the same way.</summary>
    internal HttpMessageInvoker Invoker() => new(_handler, disposeHandler: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }

    private static async ValueTask<Stream> Connect(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
