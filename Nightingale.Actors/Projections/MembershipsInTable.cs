using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>
/// Feeds <see cref="Memberships"/> on a node among others, from the table that they share. Whatever right changes, the table is read anew for its account:
/// it is never older than the event, also where another node was faster.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="memberships">What is fed.</param>
public sealed class MembershipsInTable(MembershipTable table, Memberships memberships) : IProjection
{
    // Nearly all events change no right. The table passes over them in one go now and then, so that a node that starts has little to read.
    private const int PassedOver = 10_000;

    private int _passed;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, long>> Begin(CancellationToken stop)
    {
        var places = await table.Begin(stop);
        memberships.Publish(await table.Read(accounts: null, stop));
        return places;
    }

    /// <inheritdoc/>
    public async Task Take(IReadOnlyList<StoredEvent> events, CancellationToken stop)
    {
        var ofRights = events.Where(stored => RightsFold.AccountOf(stored) is not null).ToList();
        _passed += events.Count - ofRights.Count;
        if (_passed >= PassedOver)
        {
            await table.Begin(stop);
            _passed = 0;
        }

        if (ofRights.Count == 0) return;
        await table.Take(ofRights, stop);
        memberships.Publish(await table.Read([.. ofRights.Select(stored => RightsFold.AccountOf(stored)!).Distinct(StringComparer.Ordinal)], stop));
    }
}
