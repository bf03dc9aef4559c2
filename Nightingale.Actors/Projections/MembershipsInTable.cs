using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>
/// Feeds <see cref="Memberships"/> on a node among others, from the table that they share. Whatever event comes, the table is read anew for its account:
/// it is never older than the event, also where another node was faster.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="memberships">What is fed.</param>
public sealed class MembershipsInTable(MembershipTable table, Memberships memberships) : IProjection
{
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
        await table.Take(events, stop);
        var accounts = events.Select(RightsFold.AccountOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (accounts.Count > 0) memberships.Publish(await table.Read(accounts, stop));
    }
}
