using System.Net.Http.Headers;

namespace Nightingale.Actors.Health;

/// <summary>
/// The way to one Jupyter server, over a Unix socket or HTTP(S). What answers there is in a researcher's hands: it is never followed elsewhere,
/// nor read without bounds.
/// </summary>
public sealed class JupyterConnection : IDisposable
{
    private const int LargestAnswer = 1024 * 1024;

    private readonly SocketsHttpHandler _handler;
    private readonly SocketPath? _socket;
    private readonly string _token;

    /// <summary>Makes the way; nothing is connected yet.</summary>
    /// <param name="address">As the module gave it: <c>unix:///path</c>, <c>http://…</c> or <c>https://…</c>.</param>
    /// <param name="token">The server's token. It travels in a header, never in an address.</param>
    /// <param name="connectTimeout">How long an attempt to connect may take; 10 s if null.</param>
    /// <exception cref="ArgumentException">The address is none of these.</exception>
    public JupyterConnection(string address, string token, TimeSpan? connectTimeout = null)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("unix" or "http" or "https"))
            throw new ArgumentException("A Jupyter server's address begins with unix://, http:// or https://.", nameof(address));
        _token = token;
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = connectTimeout ?? TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 32, // KB
            UseCookies = false,
            UseProxy = false,
        };
        if (uri.Scheme == "unix")
        {
            _socket = new SocketPath(uri.LocalPath);
            _handler.ConnectCallback = (_, stop) => _socket.Connect(stop);
        }

        Root = uri.Scheme == "unix" ? new Uri("http://localhost/") : new Uri(uri.AbsoluteUri.TrimEnd('/') + "/");
        Http = new HttpClient(_handler) { BaseAddress = Root, MaxResponseContentBufferSize = LargestAnswer, Timeout = Timeout.InfiniteTimeSpan };
        Http.DefaultRequestHeaders.Authorization = Authorization;
    }

    /// <summary>Sends requests relative to the server's root, with its token. Time limits are the caller's.</summary>
    public HttpClient Http { get; }

    /// <summary>Whether the server listens on a Unix socket.</summary>
    public bool IsSocket => _socket is not null;

    internal Uri Root { get; }

    internal AuthenticationHeaderValue Authorization => new("token", _token);

    /// <summary>The same way, for a WebSocket.</summary>
    internal HttpMessageInvoker Invoker() => new(_handler, disposeHandler: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
        _socket?.Dispose();
    }
}
