using System.Collections.Immutable;
using Nightingale.Actors.Accounts;

namespace Nightingale.Actors.Projections;

/// <summary>
/// Who is what in which account, in memory on every node, so that each request can be checked without waiting. It follows the journal: what an owner
/// changes on one node holds on the others within a moment. Readers see whole changes; safe for concurrent use.
/// </summary>
public sealed class Memberships
{
    private static readonly ImmutableDictionary<string, MemberRole> None = ImmutableDictionary.Create<string, MemberRole>(StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private volatile Published _now = new(
        ImmutableSortedDictionary.Create<string, AccountRights>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableDictionary<string, MemberRole>>(StringComparer.Ordinal));

    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Every account, by its id.</summary>
    public IReadOnlyDictionary<string, AccountRights> Accounts => _now.Accounts;

    /// <summary>Completes with the next change of any right. Take it before asking, so that nothing falls between.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>The account; null if there is none.</summary>
    public AccountRights? Find(string account) => _now.Accounts.GetValueOrDefault(account);

    /// <summary>The accounts of a principal, and what they are there.</summary>
    public IReadOnlyDictionary<string, MemberRole> Of(string principal) => _now.Members.GetValueOrDefault(principal, None);

    /// <summary>What a principal is in an account; null: nothing.</summary>
    public MemberRole? RoleIn(string principal, string account) =>
        _now.Members.TryGetValue(principal, out var roles) && roles.TryGetValue(account, out var role) ? role : null;

    /// <summary>Lets readers see accounts as they are now, all at once.</summary>
    public void Publish(IEnumerable<AccountRights> accounts)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            var (all, members) = (_now.Accounts.ToBuilder(), _now.Members.ToBuilder());
            var any = false;
            foreach (var account in accounts)
            {
                var before = all.GetValueOrDefault(account.Account);
                if (before is not null)
                    foreach (var principal in before.Members.Keys.Where(principal => !account.Members.ContainsKey(principal)))
                        members[principal] = members[principal].Remove(account.Account);
                foreach (var (principal, role) in account.Members) members[principal] = members.GetValueOrDefault(principal, None).SetItem(account.Account, role);
                all[account.Account] = account;
                any = true;
            }

            if (!any) return;
            _now = new(all.ToImmutable(), members.ToImmutable());
            (changed, _changed) = (_changed, NewSignal());
        }

        // Outside the lock, so that no listener runs inside it.
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Published(
        ImmutableSortedDictionary<string, AccountRights> Accounts, ImmutableDictionary<string, ImmutableDictionary<string, MemberRole>> Members);
}
