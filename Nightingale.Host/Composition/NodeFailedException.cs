namespace Nightingale.Host.Composition;

/// <summary>A node that ran has ended by itself; the message says why and what to do.</summary>
public sealed class NodeFailedException(string message) : Exception(message);
