using System.Text.Json.Nodes;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Composition;

/// <summary>Reads the journal of a node that is not running, and replays what any journal gives. Nothing in the data folder is changed.</summary>
public static class StoppedJournal
{
    private static readonly PriceBook NoPrices = new([]);

    /// <summary>The events of an entity in sequence, or of all (null); each with its <c>entity</c>, and otherwise shaped as the API shows it.</summary>
    /// <exception cref="JournalException">There is no journal, or a node has it.</exception>
    public static async IAsyncEnumerable<JsonObject> Events(string dataFolder, string? persistenceId)
    {
        await using var journal = SqliteJournal.OpenReadOnly(dataFolder);
        var entities = persistenceId is null ? await journal.Entities("").Select(entity => entity.PersistenceId).ToListAsync() : [persistenceId];
        foreach (var entity in entities)
            await foreach (var stored in journal.Read(entity))
                yield return Shown(stored);
    }

    /// <summary>Checks a data folder or an exported file; <paramref name="expect"/> is the checkpoint's hash that must be in it.</summary>
    /// <exception cref="JournalException">There is no journal, or a node has it.</exception>
    public static async Task<JsonObject> Verify(string dataFolderOrFile, string? expect)
    {
        if (Directory.Exists(dataFolderOrFile))
        {
            await using var journal = SqliteJournal.OpenReadOnly(dataFolderOrFile);
            return Shown(await JournalVerifier.Verify(journal.Records(), expect));
        }

        await using var file = File.OpenRead(dataFolderOrFile);
        return Shown(await JournalVerifier.Verify(JournalExport.Read(file), expect));
    }

    /// <summary>Writes events, checkpoints and public keys, a line of JSON each.</summary>
    /// <exception cref="JournalException">There is no journal, or a node has it.</exception>
    public static async Task Export(string dataFolder, TextWriter output)
    {
        await using var journal = SqliteJournal.OpenReadOnly(dataFolder);
        using var lines = new MemoryStream();
        await JournalExport.Write(journal.Records(), lines);
        lines.Position = 0;
        using var reader = new StreamReader(lines);
        while (await reader.ReadLineAsync() is { } line) await output.WriteLineAsync(line);
    }

    /// <summary>Folds events, as <see cref="Events"/> and the API give them: the state after each.</summary>
    public static IAsyncEnumerable<ReplayStep> Replay(string persistenceId, IAsyncEnumerable<JsonObject> events)
    {
        var instances = new InstanceDecider(new());
        var accounts = new AccountDecider(NoPrices);
        return persistenceId.Split('/')[0] switch
        {
            InstanceId.Kind => Fold(events, persistenceId, instances.Initial, Codecs.InstanceEvents, instances.Evolve),
            Kinds.AccountKind => Fold(events, persistenceId, accounts.Initial, Codecs.AccountEvents, accounts.Evolve),
            var kind => throw new StartupException($"There is nothing to replay of '{kind}': only instances and accounts have a state."),
        };
    }

    private static async IAsyncEnumerable<ReplayStep> Fold<TState, TEvent>(
        IAsyncEnumerable<JsonObject> events, string persistenceId, TState state, EventCodec<TEvent> codec, Func<TState, TEvent, TState> evolve)
        where TState : notnull
        where TEvent : notnull
    {
        await foreach (var shown in events)
        {
            state = evolve(state, codec.Decode(Stored(persistenceId, shown)));
            yield return new(shown["sequence"]!.GetValue<long>(), shown["at"]!.GetValue<DateTimeOffset>(), shown["type"]!.GetValue<string>(), StateCodec<TState>.Bytes(state));
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

    private static JsonObject Shown(StoredEvent stored) => new()
    {
        ["entity"] = stored.PersistenceId,
        ["sequence"] = stored.SequenceNr,
        ["at"] = JsonValue.Create(stored.At),
        ["type"] = stored.Manifest,
        ["principal"] = stored.Principal,
        ["data"] = stored.Payload.IsEmpty ? null : JsonNode.Parse(stored.Payload.Span),
    };

    private static JsonObject Shown(Verification found) => new()
    {
        ["intact"] = found.Holds,
        ["events"] = found.Events,
        ["entities"] = found.Entities,
        ["checkpoints"] = found.Checkpoints,
        ["lastCheckpoint"] = found.LastCheckpoint,
        ["firstProblem"] = found.Problems.Count == 0 ? null : found.Problems[0].ToString(),
    };
}
