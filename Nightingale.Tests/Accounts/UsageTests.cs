using System.Collections.Immutable;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using NUnit.Framework;
using static Nightingale.Tests.Accounts.Sample;

namespace Nightingale.Tests.Accounts;

public sealed class UsageTests
{
    private const decimal HourAtStart = (2 * 0.048m) + (4 * 0.007213m) + (20 * 0.000109589m);

    [Test]
    public void An_hour_costs_its_resources_at_their_prices() =>
        Assert.That(Play(Decider, Opened, Count(Interval(1, 0, 1))).Charges, Is.EqualTo(Cost.OfAmount(HourAtStart)));

    [Test]
    public void A_repetition_changes_nothing()
    {
        var counted = Play(Decider, Opened, Count(Interval(1, 0, 1)));
        Assert.That(Events(Decider, counted, Count(Interval(1, 0, 1), Interval(1, 0, 1) with { Cpus = 2.00m })), Is.Empty);
    }

    [Test]
    public void Another_content_under_a_counted_number_is_rejected_and_recorded_once()
    {
        var counted = Play(Decider, Opened, Count(Interval(1, 0, 1)));
        var other = Interval(1, 0, 2);
        var events = Events(Decider, counted, Count(other, other));
        var after = events.Aggregate(counted, Decider.Evolve);

        Assert.That(events, Has.Count.EqualTo(1).And.All.InstanceOf<AccountEvent.UsageRejected>());
        Assert.That(after.Charges, Is.EqualTo(counted.Charges));
        Assert.That(Events(Decider, after, Count(other)), Is.Empty);
        Assert.That(Events(Decider, after, Count(Interval(1, 0, 1))), Is.Empty);
    }

    [Test]
    public void A_missing_price_refuses_the_usage_and_leaves_nothing_behind()
    {
        var refusal = Refusal(Decider, Opened, Count(Interval(1, 0, 1), Interval(2, 1, 2) with { Target = "aws" }));
        Assert.That(refusal.Kind, Is.EqualTo(RefusalKind.Conflict));
        Assert.That(refusal.Reason, Does.Contain("no USD price for Cpu on aws"));
    }

    [Test]
    public void Time_before_the_first_price_has_no_price() =>
        Assert.That(Refusal(Decider, Opened, Count(Interval(1, -9000, 1))).Reason, Does.Contain("no USD price"));

    [Test]
    public void Spot_is_not_charged_at_another_markets_price() =>
        Assert.That(Refusal(Decider, Opened, Count(Interval(1, 0, 1) with { Market = "spot" })).Reason, Does.Contain("spot"));

    [Test]
    public void What_an_instance_does_not_have_needs_no_price()
    {
        var book = new PriceBook([Price(Resource.Cpu, 1, Start)]);
        var decider = new AccountDecider(book);
        Assert.That(Play(decider, Opened, Count(Interval(1, 0, 1) with { MemoryMiB = 0, DiskGiB = 0 })).Charges.Amount, Is.EqualTo(2));
    }

    [Test]
    public void An_account_that_is_not_open_counts_nothing() =>
        Assert.That(Refusal(Decider, Decider.Initial, Count(Interval(1, 0, 1))).Kind, Is.EqualTo(RefusalKind.NotFound));

    [TestCase(1, 1), TestCase(2, 1)]
    public void Time_that_does_not_pass_is_refused(double from, double to) =>
        Assert.That(Refusal(Decider, Opened, Count(Interval(1, from, to))).Reason, Does.Contain("does not end after it begins"));

    [Test]
    public void A_price_change_splits_the_line_at_its_instant()
    {
        var rated = (Rating.Rated)Rating.Of(Interval(1, 4, 7), Book, "USD");
        var cpu = rated.Lines.Where(line => line.Resource is Resource.Cpu).ToList();
        Assert.That(cpu.Select(line => (line.From, line.To, line.HourlyPrice)), Is.EqualTo(new[]
        {
            (Start.AddHours(4), Start.AddHours(5), 0.048m), (Start.AddHours(5), Start.AddHours(7), 0.031415927m),
        }));
    }

    [Test]
    public void Of_two_changes_at_one_instant_the_higher_version_holds()
    {
        var rated = (Rating.Rated)Rating.Of(Interval(1, 90, 91), Book, "USD");
        Assert.That(rated.Lines[0].HourlyPrice, Is.EqualTo(0.07m));
    }

    [Test]
    public void Usage_is_kept_by_utc_day_of_the_open_months()
    {
        var state = Play(Decider, Opened, Count(Interval(1, 0, 3)));
        Assert.That(state.Usage["a"].Select(day => (day.Key, day.Value.Milliseconds)), Is.EqualTo(new[]
        {
            (new DateOnly(2026, 3, 28), 7_200_000L), (new DateOnly(2026, 3, 29), 3_600_000L),
        }));

        var twoMonthsOn = Play(Decider, state, Count(Interval(2, 24 * 40, (24 * 40) + 1)));
        Assert.That(twoMonthsOn.Usage["a"].Keys, Has.Some.EqualTo(new DateOnly(2026, 5, 7)).And.None.EqualTo(new DateOnly(2026, 3, 28)));
        Assert.That(twoMonthsOn.Charges.Units, Is.GreaterThan(state.Charges.Units));
    }

    [Test]
    public void Usage_of_a_closed_month_that_comes_late_is_charged_and_kept_by_no_day()
    {
        var state = Play(Decider, Opened, Count(Interval(1, 24 * 40, (24 * 40) + 1)));
        var late = Play(Decider, state, Count(Interval(2, 0, 1), Interval(1, 0, 1, "b")));
        Assert.That(late.Charges, Is.EqualTo(state.Charges + Cost.OfAmount(2 * HourAtStart)));
        Assert.That(late.Usage.Keys, Is.EqualTo(new[] { "a" }));
        Assert.That(late.Usage["a"], Is.EqualTo(state.Usage["a"]));
    }

    [Test]
    public void An_event_costs_little_in_an_account_of_many_instances_and_a_new_month_what_it_must()
    {
        var day = DateOnly.FromDateTime(Start.UtcDateTime);
        var many = Enumerable.Range(0, 10_000).ToImmutableSortedDictionary(
            number => $"instance-{number:00000}", _ => ImmutableSortedDictionary<DateOnly, DayUsage>.Empty.Add(day, new(1, Cost.Zero)), StringComparer.Ordinal);
        var crowded = Play(Decider, Opened, Count(Interval(1, 0, 1))) with { Usage = many };

        Assert.That(Allocated(() => Play(Decider, crowded, Count(Interval(2, 1, 2)))), Is.LessThan(64 * 1024));
        Assert.That(Allocated(() => Play(Decider, crowded, Count(Interval(2, 24 * 70, (24 * 70) + 1)))), Is.GreaterThan(256 * 1024), "the measure must notice a look at every instance");
    }

    [Test]
    public void Consecutive_numbers_take_one_range_and_bounded_digests()
    {
        var numbers = Enumerable.Range(1, 1000).Reverse().Aggregate(new CountedNumbers(), (counted, number) => counted.With(number, $"{number}"));
        Assert.That(numbers.Ranges, Is.EqualTo(new[] { new NumberRange(1, 1000) }));
        Assert.That(numbers.Digests, Has.Count.EqualTo(CountedNumbers.DigestsKept));
    }

    [Test]
    public void The_golden_example_of_a_research_budget_is_exact()
    {
        Cost[] lines =
        [
            Cost.OfAmount(12 * 50m),
            Cost.Of(0.05m, 4, TimeSpan.FromDays(7)),
            Cost.Of(0.75m, 4, TimeSpan.FromDays(2)),
            Cost.OfAmount(1000 * 0.023m * 12),
        ];
        Assert.That(Cost.Sum(lines).Amount, Is.EqualTo(1053.60m));
    }

    private static long Allocated(Action work)
    {
        work(); // whatever is made once
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
