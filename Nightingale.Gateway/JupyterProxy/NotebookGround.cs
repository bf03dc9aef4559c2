using Nightingale.Actors.Instances;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>What the proxy to Jupyter stands on; the composition root provides it.</summary>
/// <param name="Tokens">The tokens of the Jupyter servers.</param>
/// <param name="Key">The secret that seals codes and cookies: the same for all gateways of a cluster, so that any of them answers for any instance.</param>
/// <param name="Tunnel">The way to sockets of other nodes; null where there are none.</param>
public sealed record NotebookGround(JupyterTokens Tokens, ReadOnlyMemory<byte> Key, SocketTunnel? Tunnel = null);

/// <summary>Opens a connection to the Unix socket of an instance that lives on another node.</summary>
/// <param name="instance">Which instance.</param>
/// <param name="cancel">Ends the attempt.</param>
/// <returns>The connection; null if the instance lives here, so that its socket can be reached without help.</returns>
/// <exception cref="IOException">The node cannot be reached.</exception>
public delegate ValueTask<Stream?> SocketTunnel(InstanceId instance, CancellationToken cancel);
