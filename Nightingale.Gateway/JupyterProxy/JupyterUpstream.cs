using Nightingale.Actors.Health;
using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// The way to one server of one instance: a pool of connections, each counted. What answers there is in a researcher's hands, so it is never followed
/// elsewhere.
/// </summary>
internal sealed class JupyterUpstream : IDisposable
{
    private readonly InstanceId _instance;
    private readonly NotebookGround _ground;
    private readonly TimeProvider _time;
    private readonly SocketPath? _socket;
    private int _users;
    private long _lastUsed;

    /// <summary>Makes the way; nothing is connected yet.</summary>
    public JupyterUpstream(Notebook notebook, NotebookGround ground, Traffic traffic, TimeProvider time)
    {
        (_instance, _ground, _time, _lastUsed) = (notebook.Id, ground, time, time.GetTimestamp());
        (Generation, Address) = (notebook.Generation, notebook.State.Address!);
        Authorization = $"token {ground.Tokens.For(notebook.Id, notebook.Generation)}";
        var address = new Uri(Address);
        if (address.Scheme == "unix") _socket = new(address.LocalPath);
        Root = _socket is null ? address.GetLeftPart(UriPartial.Path).TrimEnd('/') : "http://localhost";
        Invoker = new(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            MaxResponseHeadersLength = 64, // KB
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = async (to, cancel) => new CountingStream(_socket is null ? await AddressRules.Connect(to.DnsEndPoint, cancel) : await OverSocket(_socket, cancel), traffic),
        });
    }

    /// <summary>The server that it leads to.</summary>
    public int Generation { get; }

    /// <summary>Where that listens, as the module gave it.</summary>
    public string Address { get; }

    /// <summary>What comes before every path.</summary>
    public string Root { get; }

    /// <summary>The header with which the server knows us. Never log it.</summary>
    public string Authorization { get; }

    /// <summary>Sends requests.</summary>
    public HttpMessageInvoker Invoker { get; }

    /// <summary>Whether nobody has used it for so long.</summary>
    public bool IsIdle(TimeSpan since) => Volatile.Read(ref _users) == 0 && _time.GetElapsedTime(Interlocked.Read(ref _lastUsed)) > since;

    public void Enter() => Interlocked.Increment(ref _users);

    public void Leave()
    {
        Interlocked.Exchange(ref _lastUsed, _time.GetTimestamp());
        Interlocked.Decrement(ref _users);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Invoker.Dispose();
        _socket?.Dispose();
    }

    private async ValueTask<Stream> OverSocket(SocketPath socket, CancellationToken cancel) =>
        _ground.Tunnel is { } tunnel && await tunnel(_instance, cancel) is { } far ? far : await socket.Connect(cancel);
}
