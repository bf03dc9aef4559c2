using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using NUnit.Framework;

namespace Nightingale.Tests.Accounts;

public sealed class AccountAnswersTests
{
    private const string Regenerate = "NIGHTINGALE_REGENERATE";

    [Test]
    public void Every_command_is_answered_and_every_event_is_an_answer()
    {
        Assert.That(AccountAnswers.All.Select(answer => answer.Command.GetType()).Distinct(), Is.EquivalentTo(typeof(AccountCommand).GetNestedTypes()));
        Assert.That(
            AccountAnswers.All.SelectMany(answer => new[] { answer.Before, answer.Open }).OfType<Decision<AccountEvent>.Accepted>().SelectMany(accepted => accepted.Events).Select(e => e.GetType()).Distinct(),
            Is.EquivalentTo(typeof(AccountEvent).GetNestedTypes()));
    }

    [Test]
    public void Before_it_is_open_an_account_can_only_be_opened() => Assert.That(
        AccountAnswers.All.Where(answer => answer.Before is Decision<AccountEvent>.Accepted { Events.Count: > 0 }).Select(answer => answer.Command),
        Is.All.InstanceOf<AccountCommand.Open>());

    [Test]
    public void The_document_is_what_the_code_does()
    {
        var path = Path.Combine(Repository.Root, "docs", "accounts.md");
        var document = AccountAnswers.Document();
        if (Environment.GetEnvironmentVariable(Regenerate) == "1") File.WriteAllText(path, document);

        Assert.That(File.ReadAllText(path), Is.EqualTo(document), $"docs/accounts.md is out of date: run this test once with {Regenerate}=1.");
    }
}
