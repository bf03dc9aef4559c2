using Microsoft.Extensions.Logging;

namespace Nightingale.Gateway;

internal static partial class GatewayLog
{
    [LoggerMessage(1, LogLevel.Error, "Request {TraceId} met a defect.")]
    public static partial void Faulted(this ILogger log, Exception fault, string traceId);

    [LoggerMessage(2, LogLevel.Warning, "Request {TraceId} could not be served for now.")]
    public static partial void Unavailable(this ILogger log, Exception reason, string traceId);

    [LoggerMessage(3, LogLevel.Critical, "The access log cannot be written: {Reason} Requests are refused until it can.")]
    public static partial void AccessLogBroken(this ILogger log, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The access log can be written again.")]
    public static partial void AccessLogMended(this ILogger log);

    [LoggerMessage(6, LogLevel.Warning, "Attempts are not copied to the cluster's database; the node's own files keep them until they can be: {Reason}")]
    public static partial void AttemptsNotCopied(this ILogger log, string reason);

    [LoggerMessage(5, LogLevel.Warning, "When tokens were last used could not be saved; it is tried again in a minute.")]
    public static partial void TokenUseNotSaved(this ILogger log, Exception reason);
}
