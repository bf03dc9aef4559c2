using System.Diagnostics;
using Nightingale.Actors.Entities;
using Answer = Nightingale.Actors.Entities.Decision<Nightingale.Actors.Accounts.AccountEvent>;

namespace Nightingale.Actors.Accounts;

/// <summary>Decide: what each command does.</summary>
internal static class AccountDecisions
{
    private const decimal MostCredit = 1_000_000_000;

    /// <summary>Answers a command.</summary>
    public static Answer Decide(PriceBook book, AccountState state, AccountCommand command) => command switch
    {
        AccountCommand.Open c => Open(state, c),
        _ when !state.IsOpen => Answer.Refuse(RefusalKind.NotFound, "There is no such account. Open it first."),
        AccountCommand.SetMember c => SetMember(state, c),
        AccountCommand.RemoveMember c => RemoveMember(state, c),
        AccountCommand.CountUsage c => CountUsage(book, state, c),
        AccountCommand.GrantCredit c => GrantCredit(c),
        AccountCommand.SetPermissions c => c.Permissions == state.Permissions ? Answer.Accept() : Answer.Accept(new AccountEvent.PermissionsSet(c.At, c.Permissions)),
        AccountCommand.SetBudget c => SetBudget(state, c),
        _ => throw new UnreachableException($"Nothing says what {command.GetType().Name} does."),
    };

    private static Answer Open(AccountState state, AccountCommand.Open command)
    {
        if (state.IsOpen)
        {
            return (state.Id, state.Name, state.Currency) == (command.Id, command.Name, command.Currency)
                ? Answer.Accept()
                : Answer.Refuse(RefusalKind.Conflict, $"The account exists already, as '{state.Name}' in {state.Currency}. Choose another id.");
        }

        if (string.IsNullOrWhiteSpace(command.Id) || string.IsNullOrWhiteSpace(command.Name)) return Invalid("An account needs an id and a name.");
        return command.Currency is { Length: 3 } currency && currency.All(char.IsAsciiLetterUpper)
            ? Answer.Accept(new AccountEvent.Opened(command.At, command.Id, command.Name, command.Currency))
            : Invalid($"'{command.Currency}' is no currency. Give three capital letters, for example USD.");
    }

    private static Answer SetMember(AccountState state, AccountCommand.SetMember command)
    {
        if (string.IsNullOrWhiteSpace(command.Principal)) return Invalid("A member needs a name.");
        if (!Enum.IsDefined(command.Role)) return Invalid("There is no such role. Roles: researcher, owner, auditor.");
        if (state.Members.TryGetValue(command.Principal, out var role) && role == command.Role) return Answer.Accept();
        return command.Role is not MemberRole.Owner && IsLastOwner(state, command.Principal)
            ? LastOwner(command.Principal)
            : Answer.Accept(new AccountEvent.MemberSet(command.At, command.Principal, command.Role));
    }

    private static Answer RemoveMember(AccountState state, AccountCommand.RemoveMember command)
    {
        if (!state.Members.ContainsKey(command.Principal)) return Answer.Accept();
        return IsLastOwner(state, command.Principal)
            ? LastOwner(command.Principal)
            : Answer.Accept(new AccountEvent.MemberRemoved(command.At, command.Principal));
    }

    private static Answer GrantCredit(AccountCommand.GrantCredit command)
    {
        if (command.Amount is <= 0 or > MostCredit) return Invalid($"Credit must be more than 0 and at most {MostCredit:0}.");
        if (decimal.Round(command.Amount, 6) != command.Amount) return Invalid("Credit has at most six decimals.");
        return string.IsNullOrWhiteSpace(command.Note)
            ? Invalid("Say in the note why the credit is granted: the ledger keeps it.")
            : Answer.Accept(new AccountEvent.CreditGranted(command.At, command.Amount, command.Note));
    }

    private static Answer SetBudget(AccountState state, AccountCommand.SetBudget command)
    {
        if (command.Monthly is <= 0 or > MostCredit) return Invalid($"A budget must be more than 0 and at most {MostCredit:0} a month. Remove it to have none.");
        if (command.Monthly is { } monthly && decimal.Round(monthly, 6) != monthly) return Invalid("A budget has at most six decimals.");
        return command.Monthly == state.Budget ? Answer.Accept() : Answer.Accept(new AccountEvent.BudgetSet(command.At, command.Monthly));
    }

    // All or none: what is refused today is sent again, and what was counted before is then passed over.
    private static Answer CountUsage(PriceBook book, AccountState state, AccountCommand.CountUsage command)
    {
        var problems = command.Intervals.SelectMany(interval => interval.Problems()).ToList();
        if (problems.Count > 0) return Invalid(string.Join(' ', problems));

        var events = new List<AccountEvent>();
        foreach (var interval in command.Intervals)
        {
            var digest = interval.Digest();
            var counted = state.CountedOf(interval.Instance);
            if (counted.Contains(interval.Number))
            {
                if (!counted.Contradicts(interval.Number, digest) || counted.Rejected.Contains(digest)) continue;
                events.Add(new AccountEvent.UsageRejected(command.At, interval, Contradiction(interval)));
            }
            else
            {
                var rating = Rating.Of(interval, book, state.Currency);
                if (rating is Rating.Unpriced unpriced) return Answer.Refuse(RefusalKind.Conflict, unpriced.Reason);
                events.Add(new AccountEvent.UsageRated(command.At, ((Rating.Rated)rating).Lines));
            }

            state = AccountHistory.Evolve(state, events[^1]);
        }

        return Answer.Accept(events);
    }

    private static bool IsLastOwner(AccountState state, string principal) =>
        state.Members.GetValueOrDefault(principal, MemberRole.Auditor) is MemberRole.Owner && state.Members.Values.Count(role => role is MemberRole.Owner) == 1;

    private static Answer LastOwner(string principal) =>
        Answer.Refuse(RefusalKind.Conflict, $"'{principal}' is the account's last owner. Make somebody else an owner first.");

    private static Answer Invalid(string reason) => Answer.Refuse(RefusalKind.Invalid, reason);

    private static string Contradiction(MeteredInterval interval) =>
        $"Interval {interval.Number} of {interval.Instance} was counted before with another content. The first stays charged, this one is not.";
}
