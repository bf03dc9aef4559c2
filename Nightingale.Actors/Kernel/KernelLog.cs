using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Kernel;

internal static partial class KernelLog
{
    [LoggerMessage(LogLevel.Warning, "{Path} failed.")]
    public static partial void Failed(ILogger log, string path, Exception fault);

    [LoggerMessage(LogLevel.Warning, "{Path} failed while it was ending; it ends all the same.")]
    public static partial void FailedWhileEnding(ILogger log, string path, Exception fault);

    [LoggerMessage(LogLevel.Information, "{Path} will be started again in {Delay}.")]
    public static partial void Delayed(ILogger log, string path, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "{Path} did not come to its end within {Within} and is abandoned. What it does from now on concerns nobody.")]
    public static partial void Abandoned(ILogger log, string path, TimeSpan within);

    [LoggerMessage(LogLevel.Warning, "A call of {Path} that was abandoned has completed after all.")]
    public static partial void CameBack(ILogger log, string path, Exception? fault);

    [LoggerMessage(LogLevel.Warning, "A listener to the end of an incarnation failed.")]
    public static partial void StoppingListenerFailed(ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Warning, "Dead letter: {Message} for {Recipient}. {Why} {Unlogged} more were not logged since the last.")]
    public static partial void DeadLetter(ILogger log, string message, string recipient, string why, int unlogged);

    [LoggerMessage(LogLevel.Warning, "{Unlogged} more dead letters were not logged.")]
    public static partial void MoreDeadLetters(ILogger log, int unlogged);

    [LoggerMessage(LogLevel.Error, "A handler of dead letters failed.")]
    public static partial void DeadLetterHandlerFailed(ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Critical, "The root supervisor gave up: the node shuts down.")]
    public static partial void RootFailed(ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Information, "Shutdown begins: {Reason}.")]
    public static partial void ShutdownBegins(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "Shutdown, phase {Phase}: {Tasks} tasks within {Within}.")]
    public static partial void PhaseBegins(ILogger log, string phase, int tasks, TimeSpan within);

    [LoggerMessage(LogLevel.Error, "Shutdown, phase {Phase} is not over after {Within}; the next one begins.")]
    public static partial void PhaseTimedOut(ILogger log, string phase, TimeSpan within);

    [LoggerMessage(LogLevel.Error, "Shutdown, phase {Phase}: {Task} failed; the shutdown goes on.")]
    public static partial void ShutdownTaskFailed(ILogger log, string phase, string task, Exception fault);
}
