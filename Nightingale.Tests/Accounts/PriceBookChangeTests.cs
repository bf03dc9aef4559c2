using Nightingale.Actors.Accounts;
using NUnit.Framework;

namespace Nightingale.Tests.Accounts;

public sealed class PriceBookChangeTests
{
    private const string Old = """{ "target": "local", "resource": "cpu", "unit": "vCPU-hour", "price": 0.02, "currency": "USD", "from": "2026-01-01T00:00:00Z", "source": "a list", "date": "2026-01-01", "version": 1 }""";

    [Test]
    public void A_price_can_be_added_also_for_the_same_instant() => Assert.That(
        PriceBookChange.Problems(Book(Old), Book(Old.Replace("0.02", "0.03", StringComparison.Ordinal).Replace("2026-01-01T", "2026-07-01T", StringComparison.Ordinal), Old, Old.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal))),
        Is.Empty);

    [TestCase("\"price\": 0.02", "\"price\": 0.03", "was changed")]
    [TestCase("a list", "another list", "was changed")]
    [TestCase("\"version\": 1", "\"version\": 2", "is gone")]
    [TestCase("\"from\": \"2026-01-01T", "\"from\": \"2026-01-02T", "is gone")]
    [TestCase("\"local\"", "\"gcp\"", "is gone")]
    public void A_price_that_is_there_stays_as_it_is(string was, string now, string told) => Assert.That(
        PriceBookChange.Problems(Book(Old), Book(Old.Replace(was, now, StringComparison.Ordinal))).Single(),
        Does.StartWith("local/on-demand/Cpu/USD/2026-01-01T00:00:00Z/v1 ").And.Contain(told).And.Contain("It rates what ran before"));

    [Test]
    public void A_book_that_does_not_hold_is_told_as_such() => Assert.That(() => PriceBookChange.Problems(Book(Old), "{"), Throws.TypeOf<PriceBookException>());

    private static string Book(params IEnumerable<string> rows) => $$"""{ "prices": [ {{string.Join(", ", rows)}} ] }""";
}
