using System.Collections.Immutable;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>
/// All instances, folded from their events. An instance whose first events were removed by retention is not in it.
/// </summary>
/// <param name="decode">Reads an event's payload.</param>
/// <param name="initial">The state before the first event.</param>
/// <param name="evolve">The instances' own fold: the list never knows another truth than they.</param>
public sealed class InstanceList(
    Func<StoredEvent, InstanceEvent> decode,
    InstanceState initial,
    Func<InstanceState, InstanceEvent, InstanceState> evolve) : IProjection
{
    private const string Prefix = InstanceId.Kind + "/";

    private readonly ImmutableDictionary<InstanceId, InstanceRow>.Builder _rows = ImmutableDictionary.CreateBuilder<InstanceId, InstanceRow>();
    private ImmutableDictionary<Shelf, ImmutableSortedSet<InstanceCursor>> _shelves = ImmutableDictionary<Shelf, ImmutableSortedSet<InstanceCursor>>.Empty;
    private volatile Published _published = new(ImmutableDictionary<InstanceId, InstanceRow>.Empty, ImmutableDictionary<Shelf, ImmutableSortedSet<InstanceCursor>>.Empty);

    /// <summary>How many instances there are, those that are deleted included.</summary>
    public int Count => _published.Rows.Count;

    /// <inheritdoc/>
    public void Apply(StoredEvent stored)
    {
        if (!stored.PersistenceId.StartsWith(Prefix, StringComparison.Ordinal) || stored.Payload.IsEmpty) return;
        if (!InstanceId.TryParse(stored.PersistenceId[Prefix.Length..], out var id)) return;
        var before = _rows.GetValueOrDefault(id);
        if (stored.SequenceNr != (before?.Version ?? 0) + 1) return;

        var after = new InstanceRow(evolve(before?.State ?? initial, decode(stored)), stored.SequenceNr);
        _rows[id] = after;
        Shelve(before, after);
    }

    /// <inheritdoc/>
    public void Publish() => _published = new(_rows.ToImmutable(), _shelves);

    /// <summary>The instance, or null if there is none.</summary>
    public InstanceRow? Find(InstanceId id) => _published.Rows.GetValueOrDefault(id);

    /// <summary>Every instance that is not deleted, in the order of creation.</summary>
    public IEnumerable<InstanceId> Live() => _published.Shelf(new(null, Gone: false)).Select(cursor => cursor.Id);

    /// <summary>A piece of the list; all of it from one moment.</summary>
    public InstancePage Query(InstanceQuery query)
    {
        var published = _published;
        var gone = query.Phase is Phase.Deleted;
        IEnumerable<string?> accounts = query.Accounts?.Distinct(StringComparer.Ordinal) ?? new string?[] { null };
        var found = accounts
            .SelectMany(account => published.After(new(account, gone), query.After)
                .Where(row => query.Phase is null || row.State.Phase == query.Phase)
                .Take(query.Limit + 1))
            .OrderBy(row => row.Cursor)
            .Take(query.Limit + 1)
            .ToList();
        if (found.Count <= query.Limit) return new(found, null);
        found.RemoveAt(query.Limit);
        return new(found, found[^1].Cursor);
    }

    // Shelves change only when an instance comes or goes, so most events cost nothing here.
    private void Shelve(InstanceRow? before, InstanceRow after)
    {
        var gone = after.State.Phase is Phase.Deleted;
        if (before is null)
        {
            Change(after, gone, static (shelf, cursor) => shelf.Add(cursor));
        }
        else if (before.State.Phase is not Phase.Deleted && gone)
        {
            Change(before, gone: false, static (shelf, cursor) => shelf.Remove(cursor));
            Change(after, gone: true, static (shelf, cursor) => shelf.Add(cursor));
        }
    }

    private void Change(InstanceRow row, bool gone, Func<ImmutableSortedSet<InstanceCursor>, InstanceCursor, ImmutableSortedSet<InstanceCursor>> change)
    {
        foreach (var account in (string?[])[null, row.Account])
        {
            var shelf = new Shelf(account, gone);
            _shelves = _shelves.SetItem(shelf, change(_shelves.GetValueOrDefault(shelf, []), row.Cursor));
        }
    }

    /// <summary>An index: the instances of an account (null: of all), present or gone.</summary>
    private readonly record struct Shelf(string? Account, bool Gone);

    private sealed record Published(
        ImmutableDictionary<InstanceId, InstanceRow> Rows,
        ImmutableDictionary<Shelf, ImmutableSortedSet<InstanceCursor>> Shelves)
    {
        public ImmutableSortedSet<InstanceCursor> Shelf(Shelf shelf) => Shelves.GetValueOrDefault(shelf, []);

        public IEnumerable<InstanceRow> After(Shelf which, InstanceCursor? after)
        {
            var shelf = Shelf(which);
            for (var place = PlaceAfter(shelf, after); place < shelf.Count; place++) yield return Rows[shelf[place].Id];
        }

        private static int PlaceAfter(ImmutableSortedSet<InstanceCursor> shelf, InstanceCursor? after)
        {
            if (after is not { } cursor) return 0;
            var place = shelf.IndexOf(cursor);
            return place >= 0 ? place + 1 : ~place;
        }
    }
}
