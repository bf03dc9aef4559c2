using System.Globalization;
using System.Text.Json.Nodes;
using Nightingale.Host.Commands;
using Nightingale.Tests.Accounts;
using NUnit.Framework;

namespace Nightingale.Tests.Host;

public sealed class AmountTextTests
{
    [TestCase("0", "0.00 USD")]
    [TestCase("12.5", "12.50 USD")]
    [TestCase("1234567.891", "1234567.891 USD")]
    [TestCase("0.05235", "0.0524 USD")]
    [TestCase("0.01", "0.01 USD")]
    [TestCase("0.00523456", "0.00523 USD")]
    [TestCase("0.0000144444444444444444444444", "0.0000144 USD")]
    [TestCase("-0.0000144444444444444444444444", "-0.0000144 USD")]
    [TestCase("0.0000000000000000000000000001", "0.0000000000000000000000000001 USD")]
    public void What_costs_something_is_never_shown_as_nothing(string amount, string shown)
    {
        var exact = JsonValue.Create(decimal.Parse(amount, CultureInfo.InvariantCulture));
        Assert.That(AmountText.Amount(exact, "USD"), Is.EqualTo(shown));
        using var odd = new OddCulture();
        Assert.That(AmountText.Amount(exact, "USD"), Is.EqualTo(shown));
    }

    [Test]
    public void Control_two_decimals_would_show_a_second_of_an_instance_as_nothing() =>
        Assert.That(0.0000144m.ToString("0.00", CultureInfo.InvariantCulture), Is.EqualTo("0.00"));

    [Test]
    public void Where_there_is_no_amount_there_is_no_text() => Assert.That(AmountText.Amount(null, "USD"), Is.Empty);
}
