using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Host.Composition;
using Nightingale.Tests.Journal;

namespace Nightingale.Tests.Accounts;

/// <summary>Every event of an account that was ever written still reads, and is still written so.</summary>
public sealed class AccountGoldenTests : GoldenFiles<AccountEvent>
{
    private static readonly DateTimeOffset At = Appends.At;
    private static readonly MeteredInterval Interval =
        new("0193a000-0000-7000-8000-0123456789ab", 3, At, At.AddMinutes(1), "local", "spot", "gpu", 2.5m, 8192, 1, 100);

    protected override EventCodec<AccountEvent> Codec => Codecs.AccountEvents;

    protected override IReadOnlyList<AccountEvent> Samples =>
    [
        new AccountEvent.Opened(At, "lab", "The läb", "EUR"),
        new AccountEvent.MemberSet(At, "user:ada", MemberRole.Owner),
        new AccountEvent.MemberRemoved(At, "user:ada"),
        new AccountEvent.UsageRated(At, [new(Interval.Instance, 3, Interval.Digest(), At, At.AddMinutes(1), Resource.Cpu, 2.5m, 0.0400m, "local-cpu-2026-01")]),
        new AccountEvent.UsageRejected(At, Interval, "Counted before with another content."),
        new AccountEvent.CreditGranted(At, 12.50m, "Grant 4711"),
        new AccountEvent.PermissionsSet(At, new(Terminals: true, Downloads: false, Uploads: true, StartOnOpen: false)),
        new AccountEvent.BudgetSet(At, 250.50m),
    ];

    protected override IReadOnlyList<Snapshot> States
    {
        get
        {
            var decider = new AccountDecider(new PriceBook([]));
            var state = Samples.Where(sample => sample is not AccountEvent.MemberRemoved).Aggregate(decider.Initial, decider.Evolve);
            return [Codecs.AccountSnapshots.Encode("account/lab", 5, new EntitySnapshot<AccountState>(state, ["user:ada/key 0a1b"]))];
        }
    }
}
