using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;

namespace Nightingale.Tests.Accounts;

/// <summary>The real decider with one thing broken, to show that a property notices.</summary>
internal sealed class PlantedDefect : IDecider<AccountState, AccountCommand, AccountEvent, AccountWork>
{
    public Func<AccountState, AccountState> Evolving { get; init; } = state => state;

    public Func<AccountEvent, AccountEvent> Deciding { get; init; } = @event => @event;

    public AccountState Initial => Sample.Decider.Initial;

    public static PlantedDefect InLines(Func<RatedLine, RatedLine> change) => new()
    {
        Deciding = @event => @event is AccountEvent.UsageRated rated ? rated with { Lines = [.. rated.Lines.Select(change)] } : @event,
    };

    public Decision<AccountEvent> Decide(AccountState state, AccountCommand command) =>
        Sample.Decider.Decide(state, command) is Decision<AccountEvent>.Accepted accepted
            ? Decision<AccountEvent>.Accept([.. accepted.Events.Select(Deciding)])
            : throw new InvalidOperationException("The command was refused.");

    public AccountState Evolve(AccountState state, AccountEvent @event) => Evolving(Sample.Decider.Evolve(state, @event));

    public IReadOnlyCollection<AccountWork> Owed(AccountState state) => [];
}
