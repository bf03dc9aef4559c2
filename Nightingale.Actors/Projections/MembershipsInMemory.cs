using Nightingale.Actors.Accounts;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>Feeds <see cref="Memberships"/> on a node that is alone: from the first event on, with each start.</summary>
/// <param name="fold">How events become rights.</param>
/// <param name="memberships">What is fed.</param>
public sealed class MembershipsInMemory(RightsFold fold, Memberships memberships) : IProjection
{
    private readonly Dictionary<string, AccountRights> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, long>> Begin(CancellationToken stop) => Task.FromResult<IReadOnlyDictionary<int, long>>(new Dictionary<int, long>());

    /// <inheritdoc/>
    public Task Take(IReadOnlyList<StoredEvent> events, CancellationToken stop)
    {
        memberships.Publish(fold.Into(_known, events));
        return Task.CompletedTask;
    }
}
