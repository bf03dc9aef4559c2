using System.Globalization;
using System.Text.Json;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Journal;
using NUnit.Framework;
using static Nightingale.Tests.Accounts.Sample;

namespace Nightingale.Tests.Accounts;

/// <summary>Money on its way through files and other countries.</summary>
public sealed class MoneyTests
{
    private static readonly string Shipped = File.ReadAllText(Path.Combine(Repository.Root, "config", "prices.json"));

    private static readonly string[] Awkward =
    [
        "0", "0.0400", "12.50", "0.1234567890123456789012345678", "0.0000000000000000000000000001", "79228162514264337593543950335", "7922816251426433759354395033.5",
    ];

    [TestCaseSource(nameof(Awkward))]
    public void An_amount_survives_json_to_its_last_digit(string amount)
    {
        var granted = new AccountEvent.CreditGranted(Start, Exactly(amount), "a gift");
        Assert.That(Reread(granted).Amount.ToString(CultureInfo.InvariantCulture), Is.EqualTo(amount));
    }

    [TestCaseSource(nameof(Awkward))]
    public void A_cost_survives_json_to_its_last_digit(string units)
    {
        var cost = new Cost(Exactly(units));
        Assert.That(Reread(cost), Is.EqualTo(cost));
        Assert.That(decimal.GetBits(Reread(cost).Units), Is.EqualTo(decimal.GetBits(cost.Units)));
    }

    [Test]
    public void Control_a_double_on_the_way_loses_digits() =>
        Assert.That(Awkward.Where(amount => (decimal)(double)Exactly(amount) != Exactly(amount)), Is.Not.Empty);

    [TestCase("2.50", "2.5"), TestCase("2.00", "2"), TestCase("200", "200"), TestCase("0.000", "0"), TestCase("-0.10", "-0.1")]
    public void Equal_costs_have_equal_digits(string units, string digits) =>
        Assert.That(new Cost(Exactly(units)).Units.ToString(CultureInfo.InvariantCulture), Is.EqualTo(digits));

    [Test]
    public void An_interval_written_with_other_zeros_is_the_same_interval()
    {
        var interval = Interval(1, 0, 1);
        Assert.That((interval with { Cpus = 2.00m }).Digest(), Is.EqualTo(interval.Digest()));
        Assert.That((interval with { Cpus = 2.01m }).Digest(), Is.Not.EqualTo(interval.Digest()));
    }

    [Test]
    public void In_a_culture_with_decimal_commas_books_names_digests_and_refusals_are_the_same()
    {
        var here = Traces();
        using var odd = new OddCulture();
        Assert.That(Traces(), Is.EqualTo(here));
    }

    [Test]
    public void Control_that_culture_does_write_other_numbers_and_days()
    {
        using var odd = new OddCulture();
        Assert.That($"{-0.048m} {Start:d}", Is.EqualTo("~0,048 28.03.2026"));
    }

    private static IEnumerable<string> Traces()
    {
        var price = PriceBook.Parse(Shipped).Prices(new("local", "on-demand", Resource.Memory, "USD")).Single();
        var interval = Interval(1, 0, 1.5) with { Cpus = 0.25m };
        yield return price.Id;
        yield return JsonSerializer.Serialize(price.Hourly, JournalJson.Options);
        yield return interval.Digest();
        yield return Refusal(Decider, Opened, Count(interval with { Target = "aws" })).Reason;
        yield return Refusal(Decider, Opened, new AccountCommand.GrantCredit(Start, -1.5m, "a gift")).Reason;
        yield return Assert.Throws<PriceBookException>(() => PriceBook.Parse("""{ "prices": [ { "price": -0.5, "date": "01.02.2026" } ] }"""))!.Message;
    }

    private static decimal Exactly(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private static T Reread<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, JournalJson.Options), JournalJson.Options)!;
}
