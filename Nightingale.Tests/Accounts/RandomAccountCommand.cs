using Nightingale.Actors.Accounts;

namespace Nightingale.Tests.Accounts;

/// <summary>Whatever an account may be asked, sensible or not.</summary>
internal static class RandomAccountCommand
{
    private static readonly string[] People = ["ada", "bob", "cyd", ""];

    public static AccountCommand Next(Random random, DateTimeOffset at) => random.Next(14) switch
    {
        0 or 1 => new AccountCommand.Open(at, random.Next(8) == 0 ? "" : "lab", "The lab", random.Next(6) == 0 ? "EUR" : "USD"),
        2 or 3 => new AccountCommand.SetMember(at, People[random.Next(People.Length)], (MemberRole)random.Next(4)),
        4 => new AccountCommand.RemoveMember(at, People[random.Next(People.Length)]),
        5 => new AccountCommand.GrantCredit(at, random.Next(-1, 500) / 7m, "a gift"),
        6 => new AccountCommand.GrantCredit(at, random.Next(-1, 500), random.Next(5) == 0 ? "" : "a gift"),
        7 => new AccountCommand.SetPermissions(at, new(random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0)),
        8 => new AccountCommand.SetBudget(at, random.Next(3) == 0 ? null : random.Next(-1, 500)),
        _ => Sample.Count([.. Enumerable.Range(0, random.Next(4)).Select(_ => Interval(random))]),
    };

    // Few numbers, so that they come again, now and then with another content.
    private static MeteredInterval Interval(Random random)
    {
        var number = random.Next(1, 12);
        var interval = Sample.Interval(number, number * 9, (number * 9) + 9, random.Next(2) == 0 ? "a" : "b");
        return random.Next(10) switch
        {
            0 => interval with { Cpus = 3 },
            1 => interval with { To = interval.From },
            2 => interval with { Market = "spot" },
            _ => interval,
        };
    }
}
