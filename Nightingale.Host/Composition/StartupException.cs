namespace Nightingale.Host.Composition;

/// <summary>The node cannot start; the message says why and what to do.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
