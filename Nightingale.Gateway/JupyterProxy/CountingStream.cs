using System.Runtime.CompilerServices;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>A connection whose bytes are counted as they pass. It copies nothing, and what it needs to wait for a piece is used again for the next.</summary>
internal sealed class CountingStream(Stream connection, Traffic traffic) : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // Whoever brings no room waits until there is something, as idle WebSockets do, and reads it after: nothing to count, and nothing to hold.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.IsEmpty ? connection.ReadAsync(buffer, cancellationToken) : ReadCounted(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        traffic.Sent(buffer.Length);
        return connection.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override void Flush() => connection.Flush();

    public override int Read(byte[] buffer, int offset, int count) => Counted(connection.Read(buffer, offset, count));

    public override void Write(byte[] buffer, int offset, int count)
    {
        traffic.Sent(count);
        connection.Write(buffer, offset, count);
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) connection.Dispose();
        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await base.DisposeAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadCounted(Memory<byte> buffer, CancellationToken cancellationToken) => Counted(await connection.ReadAsync(buffer, cancellationToken));

    private int Counted(int bytes)
    {
        traffic.Received(bytes);
        return bytes;
    }
}
