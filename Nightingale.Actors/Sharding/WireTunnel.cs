using System.IO.Pipelines;
using System.Net;

namespace Nightingale.Actors.Sharding;

/// <summary>
/// A stream of bytes both ways to something on another node: one request of HTTP/2 whose body goes there while the answer's body comes from there.
/// </summary>
internal sealed class WireTunnel : Stream
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _from;
    private readonly PipeWriter _to;

    private WireTunnel(HttpResponseMessage response, Stream from, PipeWriter to) => (_response, _from, _to) = (response, from, to);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens one.</summary>
    /// <param name="http">Sends the request.</param>
    /// <param name="request">The request; its body becomes the tunnel's.</param>
    /// <param name="cancel">Ends the attempt; not the tunnel.</param>
    /// <exception cref="IOException">The other node opens none.</exception>
    /// <exception cref="HttpRequestException">The other node cannot be reached.</exception>
    public static async Task<WireTunnel> Open(HttpMessageInvoker http, HttpRequestMessage request, CancellationToken cancel)
    {
        var pipe = new Pipe();
        request.Content = new Outgoing(pipe.Reader);
        var response = await http.SendAsync(request, cancel);
        if (response.StatusCode is HttpStatusCode.OK) return new(response, await response.Content.ReadAsStreamAsync(cancel), pipe.Writer);
        var status = (int)response.StatusCode;
        response.Dispose();
        await pipe.Writer.CompleteAsync();
        throw new IOException($"The node that has it opens no way to it: status {status}.");
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _from.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if ((await _to.WriteAsync(buffer, cancellationToken)).IsCompleted) throw new IOException("The other node has closed the way.");
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Flush()
    {
        // Each write is.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _to.Complete();
            _from.Dispose();
            _response.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A request's body that goes on for as long as somebody writes, each piece at once.</summary>
    private sealed class Outgoing(PipeReader from) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            // The headers must go before anybody writes: the other side answers them.
            await stream.FlushAsync(cancellationToken);
            try
            {
                while (await from.ReadAsync(cancellationToken) is { Buffer: var pieces } read)
                {
                    foreach (var piece in pieces) await stream.WriteAsync(piece, cancellationToken);
                    await stream.FlushAsync(cancellationToken);
                    from.AdvanceTo(pieces.End);
                    if (read.IsCompleted) break;
                }
            }
            finally
            {
                await from.CompleteAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
