using System.Collections.Immutable;
using Nightingale.Actors.Instances;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>The list of instances in memory. An instance whose first events were removed by retention is not in it.</summary>
/// <param name="fold">How events become rows.</param>
public sealed class InstanceList(InstanceFold fold) : IProjection, IInstanceList
{
    private readonly ImmutableDictionary<InstanceId, InstanceRow>.Builder _rows = ImmutableDictionary.CreateBuilder<InstanceId, InstanceRow>();
    private ImmutableDictionary<Shelf, ImmutableSortedSet<InstanceCursor>> _shelves = ImmutableDictionary<Shelf, ImmutableSortedSet<InstanceCursor>>.Empty;
    private volatile Published _published = new(ImmutableDictionary<InstanceId, InstanceRow>.Empty, ImmutableDictionary<Shelf, ImmutableSortedSet<InstanceCursor>>.Empty);

    /// <summary>How many instances there are, those that are deleted included.</summary>
    public int Count => _published.Rows.Count;

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> Begin(CancellationToken stop) => Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());

    /// <inheritdoc/>
    public Task Take(IReadOnlyList<StoredEvent> events, CancellationToken stop)
    {
        foreach (var stored in events) Apply(stored);
        Publish();
        return Task.CompletedTask;
    }

    /// <summary>Folds one event in.</summary>
    public void Apply(StoredEvent stored)
    {
        if (InstanceFold.IdOf(stored) is not { } id) return;
        var before = _rows.GetValueOrDefault(id);
        if (fold.After(before, stored) is not { } after) return;
        _rows[id] = after;
        Shelve(before, after);
    }

    /// <summary>Lets readers see everything that was applied, at once.</summary>
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

    /// <inheritdoc/>
    public void Acknowledged(InstanceId id)
    {
        // The feed of this process has it within a moment.
    }

    Task<IReadOnlyDictionary<InstanceId, InstanceRow>> IInstanceList.Find(IReadOnlyCollection<InstanceId> ids, CancellationToken cancel) => Task.FromResult<IReadOnlyDictionary<InstanceId, InstanceRow>>(
        ids.Distinct().Select(Find).OfType<InstanceRow>().ToDictionary(row => row.State.Id));

    Task<InstancePage> IInstanceList.Query(InstanceQuery query, CancellationToken cancel) => Task.FromResult(Query(query));

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
