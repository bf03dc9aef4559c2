namespace Nightingale.Gateway;

/// <summary>What operators may choose about the gateway.</summary>
public sealed record GatewayOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The largest body of a request, in bytes. Default 64 KiB.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>So many connections at once; more are closed at once. Default 1000.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>In this time a request's headers must have come. Default 10 s.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So long an idle connection is kept. Default 60 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After so long without news the stream says that it still stands. Also how long a revoked token's stream lasts at most. Default 15 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>So many bad tokens a minute from one source are told that they are bad; more are told to wait. Default 20.</summary>
    public int FailedSignInsPerMinute { get; init; } = 20;

    /// <summary>The address that people type, where something that speaks TLS stands before the gateway: <c>https://nightingale.example</c>. Null: they come to the port itself.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Each instance's pages have a host name of their own, its id before this. Default <c>localhost</c>, below which browsers find this machine for every name.</summary>
    public string InstanceDomain { get; init; } = "localhost";

    /// <summary>The largest body of a request to Jupyter, in bytes. Default 1 GiB.</summary>
    public long MaxNotebookBodyBytes { get; init; } = 1L << 30;

    /// <summary>So many WebSockets at once; they do not count as connections. Default 10,000.</summary>
    public int MaxSockets { get; init; } = 10_000;

    /// <summary>What is wrong with these options, each with its key; empty if they hold.</summary>
    public IEnumerable<string> Problems()
    {
        if (Port is < 0 or > 65535) yield return $"Gateway:Port is {Port}; it must be from 0 to 65535.";
        if (MaxBodyBytes < 1024) yield return $"Gateway:MaxBodyBytes is {MaxBodyBytes}; the least is 1024.";
        if (MaxConnections < 1) yield return $"Gateway:MaxConnections is {MaxConnections}; the least is 1.";
        if (FailedSignInsPerMinute < 1) yield return $"Gateway:FailedSignInsPerMinute is {FailedSignInsPerMinute}; the least is 1.";
        if (MaxNotebookBodyBytes < 1024) yield return $"Gateway:MaxNotebookBodyBytes is {MaxNotebookBodyBytes}; the least is 1024.";
        if (MaxSockets < 1) yield return $"Gateway:MaxSockets is {MaxSockets}; the least is 1.";
        if (PublicUrl is not null && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", PathAndQuery: "/" }))
            yield return $"Gateway:PublicUrl is {PublicUrl}; it must be like https://nightingale.example, without a path.";
        if (Uri.CheckHostName(InstanceDomain) is not UriHostNameType.Dns) yield return $"Gateway:InstanceDomain is {InstanceDomain}; it must be a domain name, like notebooks.example.";
        (string Key, TimeSpan Value)[] spans = [(nameof(HeadersTimeout), HeadersTimeout), (nameof(KeepAlive), KeepAlive), (nameof(Heartbeat), Heartbeat)];
        foreach (var (key, value) in spans)
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromHours(1))
                yield return $"Gateway:{key} is {value}; it must be from 1 second to 1 hour.";
    }
}
