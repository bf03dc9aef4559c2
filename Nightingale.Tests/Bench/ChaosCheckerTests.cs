using Nightingale.Bench.Chaos.Checking;
using NUnit.Framework;

namespace Nightingale.Tests.Bench;

/// <summary>Seeded histories that hold, and the same with one defect planted: the checker finds that and nothing else.</summary>
[Category("Deterministic")]
public sealed class ChaosCheckerTests
{
    private const int Clients = 3;
    private const int Accounts = 4;
    private const int Commands = 60;

    [Test]
    public void What_holds_has_no_findings([Range(1, 20)] int seed)
    {
        var (sent, shown, stored) = History(seed);
        Assert.That(Checker.Check(sent, shown, stored), Is.Empty);
    }

    [Test]
    public void A_lost_event_is_found([Range(1, 20)] int seed)
    {
        var (sent, _, stored) = History(seed);
        var victim = stored[new Random(seed).Next(stored.Count)];
        Assert.That(Checker.Check(sent, [], [.. stored.Where(one => one != victim)]).Where(finding => finding.Kind is FindingKind.Lost), Has.Exactly(1).Matches<Finding>(finding => finding!.What.Contains(victim.Key!, StringComparison.Ordinal)));
    }

    [Test]
    public void A_doubled_event_is_found([Range(1, 20)] int seed)
    {
        var (sent, shown, stored) = History(seed);
        var victim = stored[new Random(seed).Next(stored.Count)];
        Assert.That(Kinds(Checker.Check(sent, shown, [.. stored, victim with { SequenceNr = stored.Count + 1 }])), Is.EqualTo(new[] { FindingKind.Doubled }));
    }

    [Test]
    public void An_event_that_nobody_asked_for_is_found([Range(1, 20)] int seed)
    {
        var (sent, shown, stored) = History(seed);
        var account = stored[new Random(seed).Next(stored.Count)].Account;
        foreach (var key in new[] { null, "a-strangers" })
            Assert.That(Kinds(Checker.Check(sent, shown, [.. stored, new(account, stored.Count + 1, Grants: true, key)])), Is.EqualTo(new[] { FindingKind.Unexplained }));
    }

    [Test]
    public void An_event_in_another_account_than_asked_for_is_found()
    {
        var (sent, _, stored) = History(seed: 1);
        var moved = stored.Select((one, place) => place == 7 ? one with { Account = "another" } : one).ToList();
        Assert.That(Kinds(Checker.Check(sent, [], moved)), Is.SupersetOf(new[] { FindingKind.Lost, FindingKind.Unexplained }));
    }

    [Test]
    public void A_clients_commands_out_of_their_order_are_found([Range(1, 20)] int seed)
    {
        var (sent, shown, stored) = History(seed);
        var clients = sent.ToDictionary(command => command.Key, command => command.Client, StringComparer.Ordinal);
        var pair = stored.Where(one => stored.Exists(later => later.Account == one.Account && later.SequenceNr > one.SequenceNr && clients[later.Key!] == clients[one.Key!])).First();
        var later = stored.Last(other => other.Account == pair.Account && clients[other.Key!] == clients[pair.Key!]);
        var swapped = stored.Select(one => one == pair ? one with { Key = later.Key } : one == later ? one with { Key = pair.Key } : one).ToList();
        Assert.That(Kinds(Checker.Check(sent, shown, swapped)), Does.Contain(FindingKind.Reordered));
    }

    [Test]
    public void An_answer_that_tells_of_a_credit_that_never_was_is_found([Range(1, 20)] int seed)
    {
        var (sent, shown, stored) = History(seed);
        var victim = sent.First(command => command.Answer is not null);
        Sent[] lying = [.. sent.Select(command => command == victim ? command with { Answer = new(Commands + 1, "") } : command)];
        Assert.That(Kinds(Checker.Check(lying, shown, stored)), Is.EqualTo(new[] { FindingKind.StrangeAnswer }));
        Assert.That(Kinds(Checker.Check(sent, [new(victim.Account, Commands + 1)], stored)), Is.EqualTo(new[] { FindingKind.StrangeAnswer }));
        Sent[] stale = [.. sent.Select(command => command == victim ? command with { Answer = new(0, "") } : command)];
        Assert.That(Kinds(Checker.Check(stale, shown, stored)), Is.EqualTo(new[] { FindingKind.StrangeAnswer }));
    }

    [Test]
    public void A_refused_command_that_left_an_event_is_found()
    {
        var (sent, shown, stored) = History(seed: 2);
        Sent[] refused = [.. sent.Select((command, place) => place == 3 ? command with { Answer = new(null, "It was refused.") } : command)];
        Assert.That(Kinds(Checker.Check(refused, shown, stored)), Is.EquivalentTo(new[] { FindingKind.StrangeAnswer, FindingKind.Unexplained }));
    }

    [Test]
    public void A_command_that_was_never_answered_may_have_left_an_event_or_none([Values] bool stored)
    {
        Sent[] sent = [new(1, 1, "one", "c1-1", null)];
        Assert.That(Checker.Check(sent, [], stored ? [new("one", 1, Grants: true, "c1-1")] : []), Is.Empty);
    }

    private static IEnumerable<FindingKind> Kinds(IEnumerable<Finding> findings) => findings.Select(finding => finding.Kind).Distinct();

    /// <summary>Clients that send one command after the other; the accounts take them as they come.</summary>
    private static (List<Sent> Sent, List<Shown> Shown, List<Stored> Stored) History(int seed)
    {
        var (random, sent, shown, stored, credits) = (new Random(seed), new List<Sent>(), new List<Shown>(), new List<Stored>(), new int[Accounts]);
        var numbers = new int[Clients];
        for (var command = 0; command < Commands; command++)
        {
            var (client, account) = (random.Next(Clients), random.Next(Accounts));
            var key = $"c{client}-{++numbers[client]}!";
            stored.Add(new($"{account}", ++credits[account], Grants: true, key));
            sent.Add(new(client, numbers[client], $"{account}", key, new(credits[account], "")));
            if (random.Next(3) == 0) shown.Add(new($"{account}", random.Next(credits[account] + 1)));
        }

        return (sent, shown, stored);
    }
}
