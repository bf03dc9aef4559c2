using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Nightingale.Actors.Sharding;

/// <summary>Asks other nodes. One pool of HTTP/2 connections a node; requests share them.</summary>
public sealed class WireClient : IDisposable
{
    private readonly HttpClient _http;

    // Connections of their own: a tunnel whose reader is slow must not hold up what nodes ask each other.
    private readonly HttpMessageInvoker _tunnels;
    private readonly ConcurrentDictionary<string, int> _versions = new(StringComparer.Ordinal);

    /// <summary>Makes a client; nothing is connected yet.</summary>
    /// <param name="tls">Who this node is, and whom it believes; null: plain text.</param>
    public WireClient(WireTls? tls)
    {
        _http = new(Handler(tls)) { MaxResponseContentBufferSize = WireProtocol.MostBytes, Timeout = Timeout.InfiniteTimeSpan };
        _tunnels = new(Handler(tls));
    }

    /// <summary>Asks an entity on another node.</summary>
    /// <param name="node">The node's address.</param>
    /// <param name="kind">The kind of entity.</param>
    /// <param name="entityId">The entity.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="within">How long the asker waits.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<WireAnswer> Ask(string node, string kind, string entityId, ReadOnlyMemory<byte> request, TimeSpan within, CancellationToken cancel)
    {
        try
        {
            using var response = await Send(node, $"/ask/{kind}/{Uri.EscapeDataString(entityId)}", request, within, cancel);
            var body = await response.Content.ReadAsByteArrayAsync(cancel);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => new(WireAnswerKind.Answered, body),
                HttpStatusCode.MisdirectedRequest => new(WireAnswerKind.NotHere, body),
                HttpStatusCode.UpgradeRequired => new(WireAnswerKind.NothingDone, "The node that has it speaks no protocol that this one speaks: upgrade one release at a time."u8.ToArray()),
                _ when response.Headers.Contains(WireProtocol.NothingDoneHeader) => new(WireAnswerKind.NothingDone, body),
                HttpStatusCode.ServiceUnavailable => new(WireAnswerKind.Unknown, body),
                var other => new(WireAnswerKind.NothingDone, Encoding.UTF8.GetBytes($"The node that has it answered with status {(int)other}.")),
            };
        }
        catch (HttpRequestException fault)
        {
            return NeverSent(fault)
                ? new(WireAnswerKind.NothingDone, "The node that has it cannot be reached."u8.ToArray())
                : new(WireAnswerKind.Unknown, "The connection to the node that has it broke."u8.ToArray());
        }
    }

    /// <summary>Follows what another node tells, until one of both goes; whoever reads slowly slows the other down.</summary>
    /// <param name="node">The node's address.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="HttpRequestException">The node cannot be reached, or has no such stream.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async IAsyncEnumerable<string> Follow(string node, string stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var response = await Send(node, $"/follow/{stream}", ReadOnlyMemory<byte>.Empty, Timeout.InfiniteTimeSpan, cancel, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancel)) yield return item.Data;
    }

    /// <summary>Opens a stream of bytes both ways to something on another node.</summary>
    /// <param name="node">The node's address.</param>
    /// <param name="door">What is behind which way.</param>
    /// <param name="entityId">Whose.</param>
    /// <param name="cancel">Ends the attempt; not the stream.</param>
    /// <exception cref="IOException">The node opens none: it has nothing of that name, or the entity does not live there.</exception>
    /// <exception cref="HttpRequestException">The node cannot be reached.</exception>
    public async Task<Stream> Tunnel(string node, string door, string entityId, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(node), $"/tunnel/{door}/{Uri.EscapeDataString(entityId)}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add(WireProtocol.VersionHeader, WireProtocol.Newest.ToString(CultureInfo.InvariantCulture));
        return await WireTunnel.Open(_tunnels, request, cancel);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _tunnels.Dispose();
    }

    private async Task<HttpResponseMessage> Send(
        string node, string path, ReadOnlyMemory<byte> body, TimeSpan within, CancellationToken cancel, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        var version = _versions.GetOrAdd(node, WireProtocol.Newest);
        var response = await Send(version);
        if (response.StatusCode is not HttpStatusCode.UpgradeRequired || WireProtocol.Common(response.Headers) is not { } common || common == version) return response;
        response.Dispose();
        _versions[node] = common;
        return await Send(common);

        async Task<HttpResponseMessage> Send(int version)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(node), path))
            {
                Content = new ReadOnlyMemoryContent(body),
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            request.Headers.Add(WireProtocol.VersionHeader, version.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add(WireProtocol.DeadlineHeader, ((long)within.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
            return await _http.SendAsync(request, completion, cancel);
        }
    }

    private static SocketsHttpHandler Handler(WireTls? tls)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(2),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseCookies = false,
            UseProxy = false,
        };
        if (tls is not null)
        {
            handler.SslOptions.ClientCertificates = [tls.Certificate];
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => tls.BelievesServer(certificate, errors);
        }

        return handler;
    }

    // A request that found no connection was never sent.
    private static bool NeverSent(HttpRequestException fault) =>
        fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
        || fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}
