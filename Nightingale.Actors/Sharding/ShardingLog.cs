using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Sharding;

internal static partial class ShardingLog
{
    [LoggerMessage(1, LogLevel.Warning, "The connection on which news of the cluster come broke: {Reason} It is opened again; meanwhile the nodes look once a beat.")]
    public static partial void NewsBroke(ILogger log, string reason);

    [LoggerMessage(2, LogLevel.Information, "Joined the cluster as {Node}.")]
    public static partial void Joined(ILogger log, string node);

    [LoggerMessage(3, LogLevel.Warning, "The cluster's database could not be asked: {Reason} It is tried again; {Left} are left before this node gives up its shards.")]
    public static partial void BeatFailed(ILogger log, string reason, TimeSpan left);

    [LoggerMessage(4, LogLevel.Error, "{Node} could not renew its lease in time and gave up its {Shards} shards. It joins again as another.")]
    public static partial void Fenced(ILogger log, string node, int shards);

    [LoggerMessage(5, LogLevel.Error, "Shard {Shard} could not be handed over: {Reason} It is tried again.")]
    public static partial void HandoverFailed(ILogger log, int shard, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Who holds which shard could not be read: {Reason} The last known answer is used.")]
    public static partial void MapNotRead(ILogger log, string reason);

    [LoggerMessage(7, LogLevel.Error, "Not all shards ended in time: {Reason} What they run is killed.")]
    public static partial void NotEnded(ILogger log, string reason);

    [LoggerMessage(6, LogLevel.Information, "Took {Count} shards.")]
    public static partial void Took(ILogger log, int count);
}
