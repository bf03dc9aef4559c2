using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Sharding;
using NUnit.Framework;

namespace Nightingale.Tests.Projections.Contract;

/// <summary>The read models of one kind with a journal under them; one sealed subclass a kind, named in <see cref="All"/>.</summary>
public abstract class ViewsUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private CancellationTokenSource _stop = new();
    private Task _feeding = Task.CompletedTask;

    public IInstanceList List { get; private set; } = null!;

    public IBill Bill { get; private set; } = null!;

    public LiveEvents Live { get; private set; } = null!;

    protected abstract IJournal Journal { get; }

    protected abstract long Epoch { get; }

    /// <summary>Every kind there is.</summary>
    public static IEnumerable<TestFixtureData> All()
    {
        yield return Of("memory", () => new MemoryViewsUnderTest());
        yield return Of("postgres", () => new PostgresViewsUnderTest());

        static TestFixtureData Of(string name, Func<ViewsUnderTest> make) => new TestFixtureData(make).SetArgDisplayNames(name);
    }

    /// <summary>What events of these tests charge: in the currency that the account was opened with.</summary>
    public static IEnumerable<RatedUsage> Charges(StoredEvent stored, IDictionary<string, string> currencies)
    {
        if (stored.Manifest == "account.charged.v1") return [JsonSerializer.Deserialize<RatedUsage>(stored.Payload.Span)! with { Currency = currencies[stored.PersistenceId] }];
        currencies[stored.PersistenceId] = JsonSerializer.Deserialize<string>(stored.Payload.Span)!;
        return [];
    }

    /// <summary>Opens the journal, empty.</summary>
    public abstract Task Open();

    /// <summary>Begins to follow, as a node does that starts.</summary>
    public async Task Start()
    {
        (List, Bill) = Make();
        Live = new("boot", List, Bill, TimeProvider.System);
        var feed = new ProjectionFeed(Journal, [(IProjection)List, (IProjection)Bill], Live, TimeProvider.System, NullLogger<ProjectionFeed>.Instance);
        _feeding = feed.Run(_stop.Token);
        await await Task.WhenAny(feed.CaughtUp, _feeding).WaitAsync(Bound);
    }

    /// <summary>Ends following.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        try
        {
            await _feeding.WaitAsync(Bound);
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }

        _stop.Dispose();
        _stop = new();
        _feeding = Task.CompletedTask;
    }

    public Task Append(InstanceId id, long version, InstanceEvent happened)
    {
        var (manifest, payload) = SimpleInstances.Encode(happened);
        return Append(id.PersistenceId, version, happened.At, manifest, payload);
    }

    public Task OpenAccount(string account, string currency) =>
        Append($"account/{account}", 0, SimpleInstances.Start, "account.opened.v1", JsonSerializer.SerializeToUtf8Bytes(currency));

    public Task Charge(string account, long version, string instance, DateTimeOffset from, int seconds, decimal amount) => Append(
        $"account/{account}", version, from, "account.charged.v1", JsonSerializer.SerializeToUtf8Bytes(new RatedUsage(instance, from, from.AddSeconds(seconds), amount, "", "2026-01")));

    /// <summary>Waits until an event was told to who watches.</summary>
    public async Task<LiveEvent.Journalled> Told(string persistenceId, long version)
    {
        using var bound = new CancellationTokenSource(Bound);
        await foreach (var news in Live.Follow("boot-0", _ => true, Bound, bound.Token))
            if (news is LiveEvent.Journalled journalled && journalled.Event.PersistenceId == persistenceId && journalled.Event.SequenceNr == version) return journalled;
        throw new InvalidOperationException("News have no end.");
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Stop();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract (IInstanceList List, IBill Bill) Make();

    private async Task Append(string persistenceId, long version, DateTimeOffset at, string manifest, byte[] payload) =>
        await Journal.Append(new(persistenceId, Shards.Of(persistenceId), Epoch, version, [new(at, manifest, payload)], "user:test", null, OwesWork: false));
}
