using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;

namespace Nightingale.Tests.Accounts;

/// <summary>An account, prices and intervals to try things on.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 3, 28, 22, 0, 0, TimeSpan.Zero);

    /// <summary>Awkward prices; those of processors change twice, the second time by two rows at one instant.</summary>
    public static readonly PriceBook Book = new(
    [
        Price(Resource.Cpu, 0.048m, Start.AddYears(-1)),
        Price(Resource.Cpu, 0.031415927m, Start.AddHours(5)),
        Price(Resource.Cpu, 9m, Start.AddHours(90)),
        Price(Resource.Cpu, 0.07m, Start.AddHours(90), version: 2),
        Price(Resource.Memory, 0.007213m, Start.AddYears(-1)),
        Price(Resource.Gpu, 0.334m, Start.AddYears(-1)),
        Price(Resource.Disk, 0.000109589m, Start.AddYears(-1)),
    ]);

    public static readonly AccountDecider Decider = new(Book);

    public static readonly AccountState Opened = Play(Decider, Decider.Initial, new AccountCommand.Open(Start, "lab", "The lab", "USD"));

    public static Price Price(Resource resource, decimal hourly, DateTimeOffset from, int version = 1) =>
        new(new("local", "on-demand", resource, "USD"), hourly, from, version, "a test", new(2026, 1, 1));

    public static MeteredInterval Interval(long number, double fromHour, double toHour, string instance = "a") =>
        new(instance, number, Start.AddHours(fromHour), Start.AddHours(toHour), "local", "on-demand", "small", 2, 4096, 0, 20);

    public static AccountCommand.CountUsage Count(params IReadOnlyList<MeteredInterval> intervals) => new(Start.AddYears(1), intervals);

    public static AccountState Play(AccountDecider decider, AccountState state, params IEnumerable<AccountCommand> commands) =>
        commands.Aggregate(state, (before, command) => Events(decider, before, command).Aggregate(before, decider.Evolve));

    public static IReadOnlyList<AccountEvent> Events(AccountDecider decider, AccountState state, AccountCommand command) =>
        decider.Decide(state, command) is Decision<AccountEvent>.Accepted accepted
            ? accepted.Events
            : throw new InvalidOperationException($"{command} was refused.");

    public static Refusal Refusal(AccountDecider decider, AccountState state, AccountCommand command) =>
        decider.Decide(state, command) is Decision<AccountEvent>.Refused refused
            ? refused.Refusal
            : throw new InvalidOperationException($"{command} was accepted.");
}
