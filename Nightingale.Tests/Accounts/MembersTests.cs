using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using NUnit.Framework;
using static Nightingale.Tests.Accounts.Sample;

namespace Nightingale.Tests.Accounts;

public sealed class MembersTests
{
    private static readonly AccountState Owned = Play(Decider, Opened, new AccountCommand.SetMember(Start, "ada", MemberRole.Owner));

    [Test]
    public void Opening_again_with_the_same_values_changes_nothing() =>
        Assert.That(Events(Decider, Opened, new AccountCommand.Open(Start.AddDays(1), "lab", "The lab", "USD")), Is.Empty);

    [Test]
    public void Opening_again_with_other_values_is_refused() =>
        Assert.That(Refusal(Decider, Opened, new AccountCommand.Open(Start, "lab", "The lab", "EUR")).Kind, Is.EqualTo(RefusalKind.Conflict));

    [TestCase("", "The lab", "USD"), TestCase("lab", " ", "USD"), TestCase("lab", "The lab", "usd"), TestCase("lab", "The lab", "")]
    public void An_account_needs_an_id_a_name_and_a_currency(string id, string name, string currency) =>
        Assert.That(Refusal(Decider, Decider.Initial, new AccountCommand.Open(Start, id, name, currency)).Kind, Is.EqualTo(RefusalKind.Invalid));

    [Test]
    public void The_last_owner_stays()
    {
        Assert.That(Refusal(Decider, Owned, new AccountCommand.RemoveMember(Start, "ada")).Reason, Does.Contain("last owner"));
        Assert.That(Refusal(Decider, Owned, new AccountCommand.SetMember(Start, "ada", MemberRole.Auditor)).Reason, Does.Contain("last owner"));
    }

    [Test]
    public void An_owner_may_go_when_there_is_another()
    {
        var state = Play(Decider, Owned, new AccountCommand.SetMember(Start, "eva", MemberRole.Owner), new AccountCommand.RemoveMember(Start, "ada"));
        Assert.That(state.Members.Keys, Is.EqualTo(new[] { "eva" }));
    }

    [Test]
    public void What_is_so_already_changes_nothing()
    {
        Assert.That(Events(Decider, Owned, new AccountCommand.SetMember(Start, "ada", MemberRole.Owner)), Is.Empty);
        Assert.That(Events(Decider, Owned, new AccountCommand.RemoveMember(Start, "bob")), Is.Empty);
    }

    [TestCase("0"), TestCase("-1"), TestCase("0.0000001"), TestCase("1000000001")]
    public void Credit_that_is_none_is_refused(string amount) =>
        Assert.That(Refusal(Decider, Opened, new AccountCommand.GrantCredit(Start, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), "a gift")).Kind, Is.EqualTo(RefusalKind.Invalid));

    [Test]
    public void The_balance_is_credits_less_charges()
    {
        var state = Play(Decider, Opened, new AccountCommand.GrantCredit(Start, 10, "a gift"), Count(Interval(1, 0, 1)));
        Assert.That(state.Balance + state.Charges, Is.EqualTo(Cost.OfAmount(10)));
    }
}
