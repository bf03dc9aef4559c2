using System.Globalization;
using System.Text;
using System.Text.Json;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Gateway.Instances;

namespace Nightingale.Host.Composition;

/// <summary>The logs of every instance in the cluster. They lie on the node that runs the instance: it is asked, and answers within the wire's limit.</summary>
/// <param name="here">The logs of the instances that live here.</param>
/// <param name="isHere">Whether an instance lives here.</param>
/// <param name="map">Who holds which shard.</param>
/// <param name="wire">The way to other nodes.</param>
/// <param name="within">How long an answer is waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterLogs(LogReader here, Func<InstanceId, bool> isHere, ShardMap map, WireClient wire, TimeSpan within, TimeProvider time)
{
    /// <summary>What it is called between nodes.</summary>
    public const string Kind = "log";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads the end of a log, wherever it lies. While the instance moves to another node, that one is waited for.</summary>
    /// <exception cref="EntityUnavailableException">The node that runs the instance gives no answer.</exception>
    public async Task<IReadOnlyList<string>> Read(InstanceId instance, LogSource source, int tail, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var changed = map.Changed;
            if (isHere(instance)) return await here(instance, source, tail, cancel);
            var (lines, problem) = await Elsewhere(instance, new(source, tail), cancel);
            if (lines is not null) return lines;
            if (time.GetElapsedTime(begun) >= within) throw new EntityUnavailableException(problem);
            await Task.WhenAny(changed, Task.Delay(Pause, time, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Answers another node for an instance that lives here.</summary>
    public async Task<WireAnswer> Answer(string entityId, ReadOnlyMemory<byte> request, CancellationToken deadline)
    {
        if (!InstanceId.TryParse(entityId, out var instance) || !isHere(instance)) return new(WireAnswerKind.NotHere, default);
        var asked = JsonSerializer.Deserialize<Asked>(request.Span, JournalJson.Options)!;
        var lines = await here(instance, asked.Source, asked.Tail, deadline);
        return new(WireAnswerKind.Answered, Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }

    private async Task<(IReadOnlyList<string>? Lines, string Problem)> Elsewhere(InstanceId instance, Asked asked, CancellationToken cancel)
    {
        if (map.Owner(Shards.Of(instance.PersistenceId)) is not { } owner) return (null, "The log lies on the node that runs the instance, and no node runs it at the moment.");
        var answer = await wire.Ask(owner.Address, Kind, instance.ToString(), JsonSerializer.SerializeToUtf8Bytes(asked, JournalJson.Options), within, cancel);
        return answer.Kind is WireAnswerKind.Answered
            ? (Encoding.UTF8.GetString(answer.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries), "")
            : (null, string.Create(CultureInfo.InvariantCulture, $"The log lies on the node {owner.Id}, which runs the instance and gives no answer."));
    }

    private sealed record Asked(LogSource Source, int Tail);
}
