namespace Nightingale.Gateway.JupyterProxy;

/// <summary>The bytes that went to and came from one instance, through this gateway, since it started: everything on the wire, headers included.</summary>
internal sealed class Traffic
{
    private long _ingress;
    private long _egress;

    /// <summary>Bytes that went to Jupyter.</summary>
    public long Ingress => Interlocked.Read(ref _ingress);

    /// <summary>Bytes that came from Jupyter.</summary>
    public long Egress => Interlocked.Read(ref _egress);

    public void Sent(int bytes) => Interlocked.Add(ref _ingress, bytes);

    public void Received(int bytes) => Interlocked.Add(ref _egress, bytes);
}
