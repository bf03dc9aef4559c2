using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Provisioning;
using Nightingale.Actors.Sharding;

namespace Nightingale.Host.Composition;

/// <summary>
/// What Terraform says on any node reaches the people who watch through any other: each process follows the words of every node that holds a shard.
/// Words are for people who watch now; what was said while nobody was connected is in the instance's log.
/// </summary>
internal sealed partial class ClusterWords : IAsyncDisposable
{
    /// <summary>What the stream is called between nodes.</summary>
    public const string Stream = "words";

    private const int LongestMessage = 4096;
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly LiveEvents _live;
    private readonly ShardMap _map;
    private readonly Func<string?> _self;
    private readonly WireClient _wire;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterWords> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Begins to follow the others.</summary>
    /// <param name="live">Where the words go, and where those of this node come from.</param>
    /// <param name="map">Knows the nodes.</param>
    /// <param name="self">This node's address; null while it has none.</param>
    /// <param name="wire">The way to other nodes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where it logs.</param>
    public ClusterWords(LiveEvents live, ShardMap map, Func<string?> self, WireClient wire, TimeProvider time, ILogger<ClusterWords> log)
    {
        (_live, _map, _self, _wire, _time, _log) = (live, map, self, wire, time, log);
        _running = Run();
    }

    /// <summary>What Terraform says on this node, for others.</summary>
    public async IAsyncEnumerable<string> Here([EnumeratorCancellation] CancellationToken gone)
    {
        await foreach (var happened in _live.Follow(null, happened => happened is LiveEvent.Progress { Here: true }, Quiet, gone))
            if (happened is LiveEvent.Progress { Line: var line })
                yield return JsonSerializer.Serialize(line.Message.Length <= LongestMessage ? line : line with { Message = line.Message[..LongestMessage] + "…" }, JournalJson.Options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Run()
    {
        await Task.Yield();
        var followed = new Dictionary<string, (CancellationTokenSource Gone, Task Following)>(StringComparer.Ordinal);
        while (!_stop.IsCancellationRequested)
        {
            var changed = _map.Changed;
            var present = _map.Holders.Select(node => node.Address).Where(address => address != _self()).ToHashSet(StringComparer.Ordinal);
            foreach (var address in present.Where(address => !followed.ContainsKey(address)))
            {
                var gone = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                followed[address] = (gone, Follow(address, gone.Token));
            }

            foreach (var address in followed.Keys.Except(present, StringComparer.Ordinal).ToList()) await End(followed, address);
            await changed.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var address in followed.Keys.ToList()) await End(followed, address);
    }

    private static async Task End(Dictionary<string, (CancellationTokenSource Gone, Task Following)> followed, string address)
    {
        followed.Remove(address, out var one);
        await one.Gone.CancelAsync();
        await one.Following;
        one.Gone.Dispose();
    }

    private async Task Follow(string address, CancellationToken gone)
    {
        while (!gone.IsCancellationRequested)
        {
            try
            {
                await foreach (var text in _wire.Follow(address, Stream, gone))
                    _live.Publish(JsonSerializer.Deserialize<RunProgress>(text, JournalJson.Options)!, here: false);
            }
            catch (OperationCanceledException) when (gone.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException)
            {
                NotHeard(address, fault.Message);
            }

            await Task.Delay(Pause, _time, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Debug, "What Terraform says on {Address} is not heard at the moment: {Reason}")]
    private partial void NotHeard(string address, string reason);
}
