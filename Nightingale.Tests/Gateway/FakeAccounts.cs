using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Projections;

namespace Nightingale.Tests.Gateway;

/// <summary>Accounts that live in memory, under the real rules, and tell at once who may do what; each begins with 100 USD granted.</summary>
internal sealed class FakeAccounts : IEntities<AccountState, AccountCommand>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly AccountDecider _decider = new(new PriceBook([]));
    private readonly Dictionary<string, (AccountState State, long Version)> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    private readonly Memberships _memberships;

    public FakeAccounts(Memberships memberships, params string[] ids)
    {
        _memberships = memberships;
        foreach (var id in ids)
        {
            Decide(id, new AccountCommand.Open(Start, id, $"The {id}", "USD"));
            Decide(id, new AccountCommand.GrantCredit(Start, 100, "To begin with"));
        }
    }

    public Task<EntityReply<AccountState>> Ask(string entityId, Envelope<AccountCommand> envelope, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            if (envelope.Key is { } key && !_keys.TryAdd(key.Key, key.Fingerprint))
            {
                return Task.FromResult(_keys[key.Key] == key.Fingerprint
                    ? Found(entityId)
                    : (EntityReply<AccountState>)new EntityReply<AccountState>.Refused(new(RefusalKind.KeyReused, "This key was used for another request. Use a new key.")));
            }

            return Task.FromResult(Decide(entityId, envelope.Command));
        }
    }

    public Task<EntityReply<AccountState>.Done> Get(string entityId, CancellationToken cancel = default)
    {
        lock (_gate) return Task.FromResult(Found(entityId));
    }

    private EntityReply<AccountState> Decide(string id, AccountCommand command)
    {
        var (state, version) = Found(id);
        if (_decider.Decide(state, command) is Decision<AccountEvent>.Refused refused) return new EntityReply<AccountState>.Refused(refused.Refusal);
        var events = ((Decision<AccountEvent>.Accepted)_decider.Decide(state, command)).Events;
        if (events.Aggregate(_memberships.Find(id), AccountRights.After) is { } rights) _memberships.Publish([rights]);
        _accounts[id] = (events.Aggregate(state, _decider.Evolve), version + events.Count);
        return Found(id);
    }

    private EntityReply<AccountState>.Done Found(string id)
    {
        var (state, version) = _accounts.GetValueOrDefault(id, (_decider.Initial, 0));
        return new(state, version);
    }
}
