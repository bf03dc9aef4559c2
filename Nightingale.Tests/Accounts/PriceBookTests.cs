using Nightingale.Actors.Accounts;
using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Accounts;

public sealed class PriceBookTests
{
    private const string Row = """{ "target": "local", "resource": "cpu", "unit": "vCPU-hour", "price": 0.02, "currency": "USD", "from": "2026-01-01T00:00:00Z", "source": "us", "date": "2026-01-01", "version": 1 }""";

    private static readonly string[] Markets = ["on-demand", "spot"];
    private static readonly PriceBook Shipped = PriceBook.Parse(File.ReadAllText(Path.Combine(Repository.Root, "config", "prices.json")));
    private static readonly SizeCatalogue Sizes = SizeCatalogue.Parse(File.ReadAllText(Path.Combine(Repository.Root, "config", "sizes.json")));

    [Test]
    public void The_shipped_book_prices_every_resource_on_every_target_that_there_is()
    {
        foreach (var target in TargetCatalogue.All.Where(target => target.Available))
            foreach (var market in Markets)
                foreach (var resource in Enum.GetValues<Resource>())
                    Assert.That(Shipped.Prices(new(target.Name, market, resource, "USD")).Select(price => price.Hourly), Is.Not.Empty.And.All.GreaterThan(0), $"{resource} on {target} ({market})");
    }

    [Test]
    public void The_shipped_book_says_of_made_up_prices_that_they_are_examples() =>
        Assert.That(Enum.GetValues<Resource>().SelectMany(resource => Shipped.Prices(new("local", "on-demand", resource, "USD"))).Select(price => price.Source), Is.All.StartWith("example: "));

    [Test]
    public void What_is_sold_by_the_machine_has_no_price_by_the_resource() => Assert.That(SplitMachines(Shipped), Is.Empty);

    [Test]
    public void Control_a_machine_that_is_split_is_found() =>
        Assert.That(SplitMachines(PriceBook.Parse($$"""{ "prices": [ {{Row.Replace("local", "aws", StringComparison.Ordinal)}} ] }""")), Is.EqualTo(new[] { "Cpu on aws" }));

    [TestCase("\"price\": 0.02", "\"price\": -1", "prices[0].price")]
    [TestCase("\"price\": 0.02, ", "", "prices[0].price")]
    [TestCase("\"price\": 0.02", "\"price\": 0.0000000001", "prices[0].price")]
    [TestCase("\"cpu\"", "\"tpu\"", "prices[0].resource")]
    [TestCase("vCPU-hour", "GiB-hour", "prices[0].unit")]
    [TestCase("T00:00:00Z", "T00:00:00+02:00", "prices[0].from")]
    [TestCase("\"date\": \"2026-01-01\"", "\"date\": \"soon\"", "prices[0].date")]
    [TestCase("\"version\": 1", "\"version\": 0", "prices[0].version")]
    [TestCase("\"source\": \"us\", ", "", "prices[0].source")]
    [TestCase("\"target\"", "\"tarket\"", "prices[0].tarket is unknown")]
    public void A_row_that_does_not_hold_is_named(string right, string wrong, string problem) => Assert.That(
        Problems($$"""{ "prices": [ {{Row.Replace(right, wrong, StringComparison.Ordinal)}} ] }"""), Has.Some.Contains(problem));

    [TestCase("", "not JSON"), TestCase("[]", "'prices'"), TestCase("{}", "'prices'"), TestCase("""{ "prices": [ 1 ] }""", "must be an object")]
    [TestCase("""{ "prices": [], "pricse": [] }""", "pricse is unknown. Known: prices.")]
    public void A_file_that_is_no_price_book_is_told(string json, string problem) => Assert.That(Problems(json), Has.Some.Contains(problem));

    [Test]
    public void The_same_price_twice_in_one_version_is_a_problem() =>
        Assert.That(Problems($$"""{ "prices": [ {{Row}}, {{Row}} ] }"""), Has.One.Contains("2 times"));

    [Test]
    public void All_problems_are_told_at_once() =>
        Assert.That(Problems("""{ "prices": [ {}, {} ] }"""), Has.Some.Contains("prices[0].target").And.Some.Contains("prices[1].version"));

    private static IEnumerable<string> SplitMachines(PriceBook book) =>
        from target in Sizes.Machines
        where target.Value.Any(machine => !machine.ToMeasure)
        from market in Markets
        from resource in new[] { Resource.Cpu, Resource.Memory, Resource.Gpu }
        where !book.Prices(new(target.Key, market, resource, "USD")).IsEmpty
        select $"{resource} on {target.Key}";

    private static IReadOnlyList<string> Problems(string json) => Assert.Throws<PriceBookException>(() => PriceBook.Parse(json))!.Problems;
}
