using System.Text;

using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Journal;

/// <summary>Requests for tests.</summary>
internal static class Appends
{
    public static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>A request of <paramref name="count"/> events that follow version <paramref name="version"/>.</summary>
    public static AppendRequest To(string persistenceId, long version, int count = 1, int shard = 7, long epoch = 1, bool owes = false, string? key = null) => new(
        persistenceId,
        shard,
        epoch,
        version,
        [.. Enumerable.Range(1, count).Select(i => Event($$"""{"number":{{version + i}}}"""))],
        "user:alice",
        key,
        owes);

    public static NewEvent Event(string json) => new(At, "thing.happened.v1", Encoding.UTF8.GetBytes(json));

    public static string Text(this StoredEvent stored) => Encoding.UTF8.GetString(stored.Payload.Span);

    public static async Task<List<T>> All<T>(this IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items) all.Add(item);
        return all;
    }
}
