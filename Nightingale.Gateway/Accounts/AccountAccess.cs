using Microsoft.AspNetCore.Http;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Entities;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;

namespace Nightingale.Gateway.Accounts;

/// <summary>What the endpoints of accounts have in common: finding one that the caller may see, and sending it a command.</summary>
internal static class AccountAccess
{
    public static Problem NoSuchAccount { get; } = new(ProblemKind.UnknownAccount, "There is no account with this id among those that you may see.");

    /// <summary>Whether there is such an account, whoever's it is.</summary>
    public static async Task<bool> Exists(GatewayServices gateway, string id, CancellationToken cancel) =>
        (await gateway.Accounts.Get(id, cancel)).State.IsOpen;

    /// <summary>The account, or null if there is none. Whether the caller may see it was judged before.</summary>
    public static async Task<AccountState?> Find(GatewayServices gateway, string id, CancellationToken cancel) =>
        (await gateway.Accounts.Get(id, cancel)).State is { IsOpen: true } state ? state : null;

    /// <summary>Sends a command, once for each idempotency key; answers with <paramref name="done"/> of the state that came of it.</summary>
    public static async Task<IResult> Send(
        HttpContext http, GatewayServices gateway, Caller caller, string id, string operation, object body, AccountCommand command, Func<AccountState, IResult> done)
    {
        if (!Idempotency.Read(http.Request).Holds(out var key, out var problem)) return problem;
        var envelope = new Envelope<AccountCommand>(command, caller.Principal, Idempotency.CommandKey(caller, key, operation, body));

        // Not cancelled when the caller goes away: a command that was sent has an outcome, and the entity has its own time limit.
        return await gateway.Accounts.Ask(id, envelope, CancellationToken.None) switch
        {
            EntityReply<AccountState>.Done found => done(found.State),
            EntityReply<AccountState>.Refused { Refusal.Kind: RefusalKind.NotFound } => NoSuchAccount,
            EntityReply<AccountState>.Refused refused => Problem.Of(refused.Refusal),
            var other => throw new InvalidOperationException($"Nothing says what {other.GetType().Name} means."),
        };
    }
}
