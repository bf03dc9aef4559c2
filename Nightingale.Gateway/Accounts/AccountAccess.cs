using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Accounts;

/// <summary>Finding an account that the caller may see. Whether it is another's or none, the answer is the same.</summary>
internal static class AccountAccess
{
    public static Problem NoSuchAccount { get; } = new(ProblemKind.UnknownAccount, "There is no account with this id among those that you may see.");

    public static async Task<BalanceView?> Find(GatewayServices gateway, Caller caller, string id, CancellationToken cancel) =>
        caller.MaySee(id) ? await gateway.Balance(id, cancel) : null;
}
