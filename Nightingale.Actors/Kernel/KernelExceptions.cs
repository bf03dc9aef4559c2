namespace Nightingale.Actors.Kernel;

/// <summary>Nobody answered an ask in time. The request may still be carried out.</summary>
public sealed class AskTimeoutException(string message) : TimeoutException(message);

/// <summary>The actor has stopped, or is stopping: it did not receive the request, or can no longer do what it tries.</summary>
public sealed class ActorStoppedException(string message) : InvalidOperationException(message);

/// <summary>A supervisor's children failed more often than its <see cref="RestartIntensity"/> allows. The inner exception is the last failure.</summary>
public sealed class RestartLimitException(string message, Exception? last) : Exception(message, last);
