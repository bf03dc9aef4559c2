using Microsoft.Extensions.Logging;

namespace Nightingale.Gateway.Sessions;

internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Warning, "When sessions were last used could not be saved; it is tried again in a minute.")]
    public static partial void SessionUseNotSaved(this ILogger log, Exception reason);
}
