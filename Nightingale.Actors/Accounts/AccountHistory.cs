using System.Collections.Immutable;
using System.Diagnostics;

namespace Nightingale.Actors.Accounts;

/// <summary>Evolve: what each event makes of the account.</summary>
internal static class AccountHistory
{
    /// <summary>Folds one event into the state.</summary>
    public static AccountState Evolve(AccountState state, AccountEvent @event) => @event switch
    {
        AccountEvent.Opened e => state with { Id = e.Id, Name = e.Name, Currency = e.Currency },
        AccountEvent.MemberSet e => state with { Members = state.Members.SetItem(e.Principal, e.Role) },
        AccountEvent.MemberRemoved e => state with { Members = state.Members.Remove(e.Principal) },
        AccountEvent.UsageRated e => Rated(state, e.Lines),
        AccountEvent.UsageRejected e => Rejected(state, e.Interval),
        AccountEvent.CreditGranted e => state with { Credits = state.Credits + Cost.OfAmount(e.Amount) },
        AccountEvent.PermissionsSet e => state with { Permissions = e.Permissions },
        AccountEvent.BudgetSet e => state with { Budget = e.Monthly },
        _ => throw new UnreachableException($"Nothing says what {@event.GetType().Name} makes of an account."),
    };

    /// <summary>The numbers of an instance that are counted; none if it is new.</summary>
    public static CountedNumbers CountedOf(this AccountState state, string instance) => state.Counted.GetValueOrDefault(instance) ?? new();

    private static AccountState Rejected(AccountState state, MeteredInterval interval)
    {
        var counted = state.CountedOf(interval.Instance);
        return state with { Counted = state.Counted.SetItem(interval.Instance, counted with { Rejected = counted.Rejected.Add(interval.Digest()) }) };
    }

    private static AccountState Rated(AccountState state, IReadOnlyList<RatedLine> lines)
    {
        var counted = state.Counted.ToBuilder();
        foreach (var line in lines)
            counted[line.Instance] = (counted.GetValueOrDefault(line.Instance) ?? new()).With(line.Number, line.Digest);
        var openFrom = lines.Select(line => OpenAt(line.To)).Append(state.OpenFrom ?? DateOnly.MinValue).Max();
        // Months close with the first event of a month: every other one touches the days of its own instances alone.
        var open = openFrom == state.OpenFrom ? state.Usage : Open(state.Usage, openFrom);
        return state with
        {
            Charges = state.Charges + Cost.Sum(lines.Select(line => line.Cost)),
            Counted = counted.ToImmutable(),
            OpenFrom = openFrom,
            Usage = lines.Aggregate(open, (usage, line) => Add(usage, line, openFrom)),
        };
    }

    private static ImmutableSortedDictionary<string, ImmutableSortedDictionary<DateOnly, DayUsage>> Add(
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<DateOnly, DayUsage>> usage, RatedLine line, DateOnly openFrom)
    {
        var days = (usage.GetValueOrDefault(line.Instance) ?? ImmutableSortedDictionary<DateOnly, DayUsage>.Empty).ToBuilder();
        foreach (var part in ByDay(line))
        {
            var day = DateOnly.FromDateTime(part.From.UtcDateTime);
            if (day < openFrom) continue;
            var sum = days.GetValueOrDefault(day);

            // Every interval has processors, and time must not be counted again for its other resources.
            var ran = part.Resource is Resource.Cpu ? (part.To - part.From).Ticks / TimeSpan.TicksPerMillisecond : 0;
            days[day] = new(sum.Milliseconds + ran, sum.Cost + part.Cost);
        }

        return days.Count == 0 ? usage : usage.SetItem(line.Instance, days.ToImmutable());
    }

    private static IEnumerable<RatedLine> ByDay(RatedLine line)
    {
        for (var from = line.From; from < line.To;)
        {
            var midnight = new DateTimeOffset(from.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
            var to = midnight < line.To ? midnight : line.To;
            yield return line with { From = from, To = to };
            from = to;
        }
    }

    private static ImmutableSortedDictionary<string, ImmutableSortedDictionary<DateOnly, DayUsage>> Open(
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<DateOnly, DayUsage>> usage, DateOnly openFrom) => usage
        .Select(instance => KeyValuePair.Create(instance.Key, instance.Value.RemoveRange(instance.Value.Keys.TakeWhile(day => day < openFrom))))
        .Where(instance => !instance.Value.IsEmpty)
        .ToImmutableSortedDictionary();

    private static DateOnly OpenAt(DateTimeOffset usedUntil)
    {
        var last = usedUntil.UtcDateTime.AddTicks(-1);
        return new DateOnly(last.Year, last.Month, 1).AddMonths(-1);
    }
}
