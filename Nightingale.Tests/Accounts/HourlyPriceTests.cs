using Nightingale.Actors.Accounts;
using NUnit.Framework;
using static Nightingale.Tests.Accounts.Sample;

namespace Nightingale.Tests.Accounts;

public sealed class HourlyPriceTests
{
    private static readonly (string, string, string) Place = ("local", "on-demand", "USD");
    private static readonly PriceBook Two = new([Price(Resource.Cpu, 0.05m, Start), Price(Resource.Cpu, 0.06m, Start.AddHours(1)), Price(Resource.Memory, 0.01m, Start)]);

    [Test]
    public void An_hour_costs_the_sum_of_what_holds_then_and_says_since_when()
    {
        var first = HourlyPrice.Of(Two, Place, 2, 4096, 0, 0, Start)!;
        Assert.That((first.Amount, first.Since, first.Versions.Count), Is.EqualTo((0.14m, Start, 2)));
        var second = HourlyPrice.Of(Two, Place, 2, 4096, 0, 0, Start.AddHours(1))!;
        Assert.That((second.Amount, second.Since), Is.EqualTo((0.16m, Start.AddHours(1))));
    }

    [Test]
    public void An_hour_is_charged_as_it_was_told()
    {
        var told = HourlyPrice.Of(Book, Place, 2, 4096, 0, 20, Start)!;
        var charged = ((Rating.Rated)Rating.Of(Interval(1, 0, 1), Book, "USD")).Lines;
        Assert.That(Cost.Sum(charged.Select(line => line.Cost)), Is.EqualTo(Cost.OfAmount(told.Amount)));
        Assert.That(charged.Select(line => line.PriceVersion), Is.EqualTo(told.Versions));
    }

    [Test]
    public void Where_a_price_is_missing_there_is_none_and_never_0()
    {
        Assert.That(HourlyPrice.Of(Two, Place, 2, 4096, 1, 0, Start), Is.Null);
        Assert.That(HourlyPrice.Of(Two, Place, 2, 4096, 0, 0, Start.AddMilliseconds(-1)), Is.Null, "before the first price");
        Assert.That(HourlyPrice.Of(Two, ("local", "spot", "USD"), 2, 4096, 0, 0, Start), Is.Null);
    }
}
