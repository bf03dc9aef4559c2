using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using NUnit.Framework;
using static Nightingale.Tests.Accounts.Sample;

namespace Nightingale.Tests.Accounts;

using Decider = IDecider<AccountState, AccountCommand, AccountEvent, AccountWork>;

/// <summary>What holds of every account, tried on random usage with a fixed seed; each property must catch the defect that is planted for it.</summary>
public sealed class AccountProperties
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(20260331, 1).WithQuietOnSuccess(true);

    [Test]
    public void Whatever_order_and_repetition_gives_the_same_account() => Always(
        (decider, usage) => Same(Bytes(decider, usage.Intervals), Bytes(decider, usage.Scrambled())),
        new PlantedDefect { Evolving = state => state with { Counted = state.Counted.Clear() } });

    [Test]
    public void Another_content_never_wins_and_is_recorded_once() => Always(
        (decider, usage) =>
        {
            var first = Run(decider, usage.Intervals);
            var events = Run(decider, [.. usage.Intervals, .. usage.Altered(), .. usage.Altered()]);
            return events.Count(e => e is AccountEvent.UsageRejected) == usage.Intervals.Count && State(events).Charges == State(first).Charges;
        },
        new PlantedDefect { Evolving = state => state with { Counted = state.Counted.Clear() } });

    [Test]
    public void The_lines_of_a_resource_are_disjoint_and_cover_the_interval() => Always(
        (decider, usage) => usage.Intervals.All(interval => Lines(Run(decider, [interval])).GroupBy(line => line.Resource).All(lines =>
            lines.First().From == interval.From && lines.Last().To == interval.To && lines.Zip(lines.Skip(1)).All(pair => pair.First.To == pair.Second.From))),
        PlantedDefect.InLines(line => line with { To = line.To.AddMilliseconds(1) }));

    [Test]
    public void Splitting_an_interval_changes_no_cost() => Always(
        (decider, usage) => State(Run(decider, usage.Intervals)).Charges == State(Run(decider, usage.Split())).Charges,
        PlantedDefect.InLines(line => line with { HourlyPrice = decimal.Round(line.HourlyPrice * (decimal)(line.To - line.From).TotalHours, 4) }));

    [Test]
    public void Each_moment_has_the_price_that_held_then() => Always(
        (decider, usage) => Lines(Run(decider, usage.Intervals)).Where(line => line.Resource is Resource.Cpu).All(line =>
            line.HourlyPrice == CpuPriceAt(line.From) && line.HourlyPrice == CpuPriceAt(line.To.AddMilliseconds(-1))),
        PlantedDefect.InLines(line => line with { HourlyPrice = 0.048m }));

    [Test]
    public void Postings_sum_to_zero_and_the_balance_is_their_fold() => Always(
        (decider, usage) =>
        {
            var events = Run(decider, usage.Intervals);
            return events.All(e => Cost.Sum(Ledger.Of(e).Select(posting => posting.Cost)) == Cost.Zero)
                && events.Aggregate(Opened, decider.Evolve).Balance == -Ledger.Balance(events, Ledger.Receivable);
        },
        new PlantedDefect { Evolving = state => state with { Charges = state.Charges + Cost.OfAmount(0.000001m) } });

    [Test]
    public void The_charges_and_the_days_are_the_sum_of_milliseconds_times_price() => Always(
        (decider, usage) =>
        {
            var events = Run(decider, usage.Intervals);
            var state = events.Aggregate(Opened, decider.Evolve);
            var ran = usage.Intervals.Sum(interval => (long)(interval.To - interval.From).TotalMilliseconds);
            return state.Charges == Cost.Sum(Lines(events).Select(line => line.Cost))
                && state.Charges == Cost.Sum(state.Usage.Values.SelectMany(days => days.Values).Select(day => day.Cost))
                && ran == state.Usage.Values.SelectMany(days => days.Values).Sum(day => day.Milliseconds);
        },
        new PlantedDefect { Evolving = state => state with { Charges = Cost.OfAmount(decimal.Round(state.Charges.Amount, 6)) } });

    [Test]
    public void State_and_events_survive_json_to_the_byte() => Always((decider, usage) =>
    {
        var codec = new StateCodec<AccountState>("account-state.v2");
        var events = Run(decider, [.. usage.Intervals, .. usage.Altered()]);
        var state = State(events);
        return codec.TryDecode(codec.Encode("account/lab", 1, state), out var read)
            && Same(StateCodec<AccountState>.Bytes(read), StateCodec<AccountState>.Bytes(state))
            && Same(StateCodec<AccountState>.Bytes(State(events.Select(Reread))), StateCodec<AccountState>.Bytes(state));
    });

    [Test]
    public void The_servers_culture_changes_nothing() => Always(
        (decider, usage) =>
        {
            var here = Bytes(decider, usage.Intervals);
            using var odd = new OddCulture();
            return Same(here, Bytes(decider, usage.Intervals));
        },
        PlantedDefect.InLines(line => line with { HourlyPrice = decimal.Parse($"{line.HourlyPrice}", CultureInfo.InvariantCulture) }));

    private static void Always(Func<Decider, RandomUsage, bool> holds, params Decider[] defects)
    {
        Prop.ForAll(RandomUsage.Any, usage => holds(Sample.Decider, usage)).Check(Seeded);
        foreach (var defect in defects)
            Assert.That(() => Prop.ForAll(RandomUsage.Any, usage => holds(defect, usage)).Check(Seeded), Throws.Exception, "The planted defect went unnoticed.");
    }

    private static List<AccountEvent> Run(Decider decider, IEnumerable<MeteredInterval> intervals)
    {
        var (state, all) = (Opened, new List<AccountEvent>());
        foreach (var batch in intervals.Chunk(3))
        {
            var events = ((Decision<AccountEvent>.Accepted)decider.Decide(state, Count(batch))).Events;
            all.AddRange(events);
            state = events.Aggregate(state, decider.Evolve);
        }

        return all;
    }

    private static byte[] Bytes(Decider decider, IEnumerable<MeteredInterval> intervals) =>
        StateCodec<AccountState>.Bytes(Run(decider, intervals).Aggregate(Opened, decider.Evolve));

    private static AccountState State(IEnumerable<AccountEvent> events) => events.Aggregate(Opened, Sample.Decider.Evolve);

    private static List<RatedLine> Lines(IEnumerable<AccountEvent> events) => [.. events.OfType<AccountEvent.UsageRated>().SelectMany(rated => rated.Lines)];

    private static decimal CpuPriceAt(DateTimeOffset at) => (at - Start).TotalHours switch { < 5 => 0.048m, < 90 => 0.031415927m, _ => 0.07m };

    internal static AccountEvent Reread(AccountEvent @event) =>
        (AccountEvent)System.Text.Json.JsonSerializer.Deserialize(System.Text.Json.JsonSerializer.Serialize(@event, @event.GetType(), JournalJson.Options), @event.GetType(), JournalJson.Options)!;

    private static bool Same(byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right);
}
