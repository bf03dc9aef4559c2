namespace Nightingale.Actors.Journal;

/// <summary>Which requests a journal takes. Pure: every implementation asks these rules.</summary>
internal static class AppendRules
{
    /// <summary>How many shards there are.</summary>
    public const int Shards = 256;

    /// <summary>The longest payload of an event, in bytes.</summary>
    public const int LongestPayload = 1024 * 1024;

    private const int LongestName = 255;
    private const int LongestCommandKey = 512;

    /// <summary>Why <paramref name="request"/> cannot follow <paramref name="head"/> in a shard that is held under an <paramref name="epoch"/>, or null if it can.</summary>
    public static JournalException? Refusal(AppendRequest request, EntityHead head, Func<int, long> epoch)
    {
        if (Malformed(request) is { } what) return new AppendRejectedException($"The events of {request.PersistenceId} cannot be stored: {what}.");
        if (head.Exists && head.Shard != request.Shard)
            return new AppendRejectedException($"The events of {request.PersistenceId} cannot be stored: it belongs to shard {head.Shard}, not {request.Shard}.");
        if (epoch(request.Shard) is var held && request.Epoch != held)
            return new FencedException($"{request.PersistenceId} was written under epoch {request.Epoch}, but shard {request.Shard} is held under epoch {held}: another node owns it now.");
        if (request.ExpectedVersion != head.SequenceNr)
            return new OverlappingWriterException($"{request.PersistenceId} is at version {head.SequenceNr}, its writer believes {request.ExpectedVersion}: someone else wrote. It must recover.");
        return null;
    }

    private static string? Malformed(AppendRequest request) => request switch
    {
        { Events.Count: 0 } => "there are none",
        { PersistenceId.Length: 0 or > LongestName } => $"a persistence id has 1 to {LongestName} characters",
        { Principal.Length: 0 or > LongestName } => $"a principal has 1 to {LongestName} characters",
        { CommandKey.Length: 0 or > LongestCommandKey } => $"a command key has 1 to {LongestCommandKey} characters",
        { Shard: < 0 or >= Shards } => $"there is no shard {request.Shard}",
        _ => Malformed(request.Events),
    };

    private static string? Malformed(IReadOnlyList<NewEvent> events)
    {
        foreach (var @event in events)
            if (Malformed(@event) is { } what)
                return what;
        return null;
    }

    private static string? Malformed(NewEvent @event) => @event switch
    {
        { Manifest.Length: 0 or > LongestName } => $"a manifest has 1 to {LongestName} characters",
        { Payload.Length: 0 } => "an empty payload means one that was removed",
        { Payload.Length: > LongestPayload } => $"the payload of {@event.Manifest} has {@event.Payload.Length} bytes, the most is {LongestPayload}",
        _ => null,
    };
}
