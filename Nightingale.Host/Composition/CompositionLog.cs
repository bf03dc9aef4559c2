using Microsoft.Extensions.Logging;

namespace Nightingale.Host.Composition;

/// <summary>What a node tells its operators of itself.</summary>
internal static partial class CompositionLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "What the cluster keeps in its database was not read again: {Reason} It is tried again each second.")]
    public static partial void NotFollowed(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sizes of version {Sizes} and prices of version {Prices} hold from now on.")]
    public static partial void Configured(ILogger log, long sizes, long prices);
}
