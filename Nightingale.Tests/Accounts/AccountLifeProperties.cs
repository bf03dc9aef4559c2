using FsCheck;
using FsCheck.Fluent;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Accounts;

using Decider = IDecider<AccountState, AccountCommand, AccountEvent, AccountWork>;

/// <summary>What holds of an account whatever it is asked, sensible or not, in whatever order.</summary>
public sealed class AccountLifeProperties
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260331, 1).WithQuietOnSuccess(true);
    private static long _hidden;

    [Test]
    public void Replay_equals_the_live_state_after_every_command() => Always(
        (_, live, replayed) => StateCodec<AccountState>.Bytes(live).AsSpan().SequenceEqual(StateCodec<AccountState>.Bytes(replayed)),
        new PlantedDefect { Evolving = state => state with { Name = $"{_hidden++}" } });

    [Test]
    public void Whoever_had_an_owner_has_one() => Always(
        (before, live, _) => !HasOwner(before) || HasOwner(live),
        new PlantedDefect { Evolving = state => state.Charges == Cost.Zero ? state : state with { Members = state.Members.Remove("ada") } });

    [Test]
    public void An_account_that_is_not_open_holds_nothing_and_an_open_one_stays_open() => Always(
        (before, live, _) => (live.IsOpen || (live.Members.IsEmpty && live.Charges == Cost.Zero && live.Credits == Cost.Zero)) && (live.IsOpen || !before.IsOpen),
        new PlantedDefect { Evolving = state => state.Charges == Cost.Zero ? state : state with { Id = null } });

    private static void Always(Func<AccountState, AccountState, AccountState, bool> holds, Decider defect)
    {
        Property(Sample.Decider, holds).Check(Seeded);
        Assert.That(() => Property(defect, holds).Check(Seeded), Throws.Exception, "The planted defect went unnoticed.");
    }

    private static Property Property(Decider decider, Func<AccountState, AccountState, AccountState, bool> holds) => Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var (live, replayed) = (decider.Initial, decider.Initial);
        for (var step = 0; step < 40; step++)
        {
            var command = RandomAccountCommand.Next(random, Sample.Start.AddHours(step));
            if (Sample.Decider.Decide(live, command) is not Decision<AccountEvent>.Accepted { Events: var events }) continue;
            var before = live;
            live = events.Aggregate(live, decider.Evolve);
            replayed = events.Select(AccountProperties.Reread).Aggregate(replayed, decider.Evolve);
            if (!holds(before, live, replayed)) return false;
        }

        return true;
    });

    private static bool HasOwner(AccountState state) => state.Members.ContainsValue(MemberRole.Owner);
}
