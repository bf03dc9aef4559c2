using System.Text;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using static Nightingale.Tests.Accounts.Sample;

namespace Nightingale.Tests.Accounts;

/// <summary>What one command does before an account is open, and afterwards.</summary>
internal sealed record AccountAnswer(string Asked, AccountCommand Command, Decision<AccountEvent> Before, Decision<AccountEvent> Open);

/// <summary>Every command in every circumstance that makes a difference to it, tried on the decider, and written as <c>docs/accounts.md</c>.</summary>
internal static class AccountAnswers
{
    private const string Head = """
        # What an account answers

        This file is generated from the decider (`Nightingale.Actors/Accounts`) by trying every command in every circumstance that makes a difference.
        A test fails when it differs from the code; write it anew with

        ```
        NIGHTINGALE_REGENERATE=1 dotnet test Nightingale.Tests --filter FullyQualifiedName~AccountAnswersTests
        ```

        An account is not open, or open: it never closes. It owes no work.

        - *already so*: accepted, and nothing is journalled.
        - **refused**: nothing is journalled, of a command with several intervals nothing either.
        - Otherwise the cell names what is journalled.

        | what is asked | not open | open |
        | --- | --- | --- |

        """;

    // Ada is the owner, Bob does research; the first interval is counted, and what contradicts it was rejected once.
    private static readonly AccountState Known = Play(
        Decider,
        Opened,
        new AccountCommand.SetMember(Start, "ada", MemberRole.Owner),
        new AccountCommand.SetMember(Start, "bob", MemberRole.Researcher),
        Count(Interval(1, 0, 1)),
        Count(Interval(1, 0, 3)));

    private static readonly AccountState TwoOwners = Play(Decider, Known, new AccountCommand.SetMember(Start, "eva", MemberRole.Owner));

    public static IReadOnlyList<AccountAnswer> All { get; } =
    [
        Answer("open", new AccountCommand.Open(Start, "lab", "The lab", "USD"), Known),
        Answer("open, with another name or currency", new AccountCommand.Open(Start, "lab", "Another lab", "USD"), Known),
        Answer("open, without an id or a name", new AccountCommand.Open(Start, "", "The lab", "USD"), Known),
        Answer("open, in what is no currency", new AccountCommand.Open(Start, "lab", "The lab", "Dollar"), Known),
        Answer("set member: somebody new", new AccountCommand.SetMember(Start, "cyd", MemberRole.Auditor), Known),
        Answer("set member: another role", new AccountCommand.SetMember(Start, "bob", MemberRole.Owner), Known),
        Answer("set member: the role they have", new AccountCommand.SetMember(Start, "bob", MemberRole.Researcher), Known),
        Answer("set member: the last owner to another role", new AccountCommand.SetMember(Start, "ada", MemberRole.Auditor), Known),
        Answer("set member: one of two owners to another role", new AccountCommand.SetMember(Start, "ada", MemberRole.Auditor), TwoOwners),
        Answer("set member: without a name", new AccountCommand.SetMember(Start, "", MemberRole.Auditor), Known),
        Answer("set member: a role that there is not", new AccountCommand.SetMember(Start, "bob", (MemberRole)9), Known),
        Answer("remove member", new AccountCommand.RemoveMember(Start, "bob"), Known),
        Answer("remove member: the last owner", new AccountCommand.RemoveMember(Start, "ada"), Known),
        Answer("remove member: one of two owners", new AccountCommand.RemoveMember(Start, "ada"), TwoOwners),
        Answer("remove member: who is none", new AccountCommand.RemoveMember(Start, "cyd"), Known),
        Answer("count usage: a new interval", Count(Interval(2, 1, 2)), Known),
        Answer("count usage: one that is counted", Count(Interval(1, 0, 1)), Known),
        Answer("count usage: another content under a number that is counted", Count(Interval(1, 0, 2)), Known),
        Answer("count usage: that content again", Count(Interval(1, 0, 3)), Known),
        Answer("count usage: a new one, and one that has no price", Count(Interval(2, 1, 2), Interval(3, 2, 3) with { Market = "spot" }), Known),
        Answer("count usage: no time", Count(Interval(2, 1, 1)), Known),
        Answer("count usage: nothing", Count(), Known),
        Answer("grant credit", new AccountCommand.GrantCredit(Start, 10, "a gift"), Known),
        Answer("grant credit: none, or less", new AccountCommand.GrantCredit(Start, 0, "a gift"), Known),
        Answer("grant credit: too much", new AccountCommand.GrantCredit(Start, 2_000_000_000, "a gift"), Known),
        Answer("grant credit: finer than six decimals", new AccountCommand.GrantCredit(Start, 0.0000001m, "a gift"), Known),
        Answer("grant credit: without a note", new AccountCommand.GrantCredit(Start, 10, ""), Known),
        Answer("set permissions", new AccountCommand.SetPermissions(Start, AccountPermissions.Initial with { Downloads = false }), Known),
        Answer("set permissions: those that hold", new AccountCommand.SetPermissions(Start, AccountPermissions.Initial), Known),
        Answer("set budget", new AccountCommand.SetBudget(Start, 250), Known),
        Answer("set budget: remove one that there is not", new AccountCommand.SetBudget(Start, null), Known),
        Answer("set budget: nothing, or less", new AccountCommand.SetBudget(Start, 0), Known),
        Answer("set budget: too much", new AccountCommand.SetBudget(Start, 2_000_000_000), Known),
        Answer("set budget: finer than six decimals", new AccountCommand.SetBudget(Start, 0.0000001m), Known),
    ];

    public static string Document()
    {
        var text = new StringBuilder(Head);
        foreach (var answer in All) text.Append($"| **{answer.Asked}** | {Cell(answer.Before)} | {Cell(answer.Open)} |\n");
        return text.ToString();
    }

    private static AccountAnswer Answer(string asked, AccountCommand command, AccountState open) =>
        new(asked, command, Decider.Decide(Decider.Initial, command), Decider.Decide(open, command));

    private static string Cell(Decision<AccountEvent> decision) => decision switch
    {
        Decision<AccountEvent>.Refused refused => $"**refused**: {refused.Refusal.Reason}",
        Decision<AccountEvent>.Accepted { Events: [] } => "*already so*",
        Decision<AccountEvent>.Accepted accepted => string.Join(", ", accepted.Events.Select(e => e.GetType().Name)),
        _ => throw new InvalidOperationException($"There is no decision {decision}."),
    };
}
