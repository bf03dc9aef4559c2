using System.Text.Json.Nodes;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Composition;

/// <summary>Replays the events that any journal gives.</summary>
internal static class JournalReplay
{
    private static readonly PriceBook NoPrices = new([]);

    /// <summary>Folds an entity's events, shaped as the API shows them: the state after each.</summary>
    public static IAsyncEnumerable<ReplayStep> Of(string persistenceId, IAsyncEnumerable<JsonObject> events) => Of(persistenceId, events.Select(shown => Stored(persistenceId, shown)));

    /// <summary>Folds an entity's events as the journal has them: the state after each.</summary>
    public static IAsyncEnumerable<ReplayStep> Of(string persistenceId, IAsyncEnumerable<StoredEvent> events)
    {
        var instances = new InstanceDecider(new());
        var accounts = new AccountDecider(NoPrices);
        return persistenceId.Split('/')[0] switch
        {
            InstanceId.Kind => Fold(events, instances.Initial, Codecs.InstanceEvents, instances.Evolve),
            Kinds.AccountKind => Fold(events, accounts.Initial, Codecs.AccountEvents, accounts.Evolve),
            var kind => throw new StartupException($"There is nothing to replay of '{kind}': only instances and accounts have a state."),
        };
    }

    private static async IAsyncEnumerable<ReplayStep> Fold<TState, TEvent>(
        IAsyncEnumerable<StoredEvent> events, TState state, EventCodec<TEvent> codec, Func<TState, TEvent, TState> evolve)
        where TState : notnull
        where TEvent : notnull
    {
        await foreach (var stored in events)
        {
            state = evolve(state, codec.Decode(stored));
            yield return new(stored.SequenceNr, stored.At, stored.Manifest, StateCodec<TState>.Bytes(state));
        }
    }

    private static StoredEvent Stored(string persistenceId, JsonObject shown) => new(
        persistenceId,
        shown["sequence"]!.GetValue<long>(),
        Shard: 0,
        Ordinal: 0,
        Epoch: 0,
        shown["at"]!.GetValue<DateTimeOffset>(),
        shown["type"]!.GetValue<string>(),
        System.Text.Encoding.UTF8.GetBytes(shown["data"]?.ToJsonString() ?? ""),
        (string?)shown["principal"] ?? "",
        CommandKey: null,
        PayloadHash: default,
        Hash: default);
}
