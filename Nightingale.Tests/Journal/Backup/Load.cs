using System.Collections.Concurrent;
using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Journal.Backup;

/// <summary>Appends that go on until they are told to end: several entities on several shards, each event followed by the next as soon as it is acknowledged.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Entities = 12;
    private const int Shards = 5;

    private readonly ConcurrentDictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _appending;

    public Load(IJournal journal) => _appending = Task.WhenAll(Enumerable.Range(0, Entities).Select(entity => Append(journal, $"thing/{entity}", entity % Shards)));

    /// <summary>Up to which sequence number each entity's events were acknowledged by now.</summary>
    public IReadOnlyDictionary<string, long> Acknowledged() => _acknowledged.ToDictionary(StringComparer.Ordinal);

    /// <summary>Waits until every entity has so many more events.</summary>
    public async Task Goes(int on)
    {
        var before = Acknowledged();
        await Eventually.True(() => _acknowledged.Count == Entities && _acknowledged.All(entity => entity.Value >= before.GetValueOrDefault(entity.Key) + on), TimeSpan.FromSeconds(30));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _appending;
        _end.Dispose();
    }

    private async Task Append(IJournal journal, string entity, int shard)
    {
        for (var version = 0L; !_end.IsCancellationRequested;)
        {
            version = (await journal.Append(Appends.To(entity, version, count: 2, shard, epoch: 0, key: $"{entity}-{version}")))[^1].SequenceNr;
            _acknowledged[entity] = version;
        }
    }
}
