using Nightingale.Actors.Accounts;
using Nightingale.Actors.Journal;

namespace Nightingale.Actors.Projections;

/// <summary>How the events of accounts become rights, wherever those are kept.</summary>
/// <param name="Decode">Reads an event of an account.</param>
public sealed record RightsFold(Func<StoredEvent, AccountEvent> Decode)
{
    // Nearly all events of an account are usage, each with many lines: nobody's right changes with them.
    private const string Usage = "account.usage-";

    /// <summary>The account whose rights an event may change; null if it changes none.</summary>
    public static string? AccountOf(StoredEvent stored) => stored.Manifest.StartsWith(Usage, StringComparison.Ordinal) ? null : Bill.AccountOf(stored);

    /// <summary>Folds events into what is known, and gives the accounts that changed.</summary>
    public IReadOnlyList<AccountRights> Into(IDictionary<string, AccountRights> known, IEnumerable<StoredEvent> events)
    {
        var changed = new Dictionary<string, AccountRights>(StringComparer.Ordinal);
        foreach (var stored in events)
        {
            if (AccountOf(stored) is not { } account) continue;
            var before = known.TryGetValue(account, out var found) ? found : null;
            if (AccountRights.After(before, Decode(stored)) is { } after && after != before) known[account] = changed[account] = after;
        }

        return [.. changed.Values];
    }
}
