using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Accounts;
using Nightingale.Gateway.Audit;
using Nightingale.Gateway.Catalogue;
using Nightingale.Gateway.Cluster;
using Nightingale.Gateway.Health;
using Nightingale.Gateway.Instances;
using Nightingale.Gateway.Journals;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.Live;
using Nightingale.Gateway.SignIn;
using Nightingale.Gateway.Tokens;
using Nightingale.Gateway.Web;

namespace Nightingale.Gateway;

/// <summary>Every address of the API. Who may call it is said in <see cref="Access.AccessTable"/>.</summary>
internal static class Endpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        LaunchInstance.Map(routes);
        ListInstances.Map(routes);
        ShowInstance.Map(routes);
        StartInstance.Map(routes);
        StopInstance.Map(routes);
        RestartInstance.Map(routes);
        ResizeInstance.Map(routes);
        ReleaseInstance.Map(routes);
        DeleteInstance.Map(routes);
        ListInstanceEvents.Map(routes);
        ReadInstanceLog.Map(routes);

        FollowEvents.Map(routes);

        MapAccounts(routes);

        SignInSetup.Map(routes);
        CreateToken.Map(routes);
        ListTokens.Map(routes);
        RevokeToken.Map(routes);

        ListJournalEntities.Map(routes);
        ListJournalEvents.Map(routes);
        ShowJournalState.Map(routes);
        VerifyJournal.Map(routes);
        ExportJournal.Map(routes);

        ListAttempts.Map(routes);

        ShowCluster.Map(routes);
        DrainNode.Map(routes);

        JupyterProxyServices.Map(routes);
        MapWeb(routes);

        IsAlive.Map(routes);
        IsReady.Map(routes);
        routes.MapOpenApi("/openapi/v1.json").WithName("openApi");
    }

    private static void MapAccounts(IEndpointRouteBuilder routes)
    {
        OpenAccount.Map(routes);
        ListAccounts.Map(routes);
        ListMembers.Map(routes);
        SetMember.Map(routes);
        RemoveMember.Map(routes);
        ShowPermissions.Map(routes);
        SetPermissions.Map(routes);
        SetBudget.Map(routes);
        GrantCredit.Map(routes);
        ShowUsage.Map(routes);
        ShowBalance.Map(routes);
        ListSizes.Map(routes);
        ListTargets.Map(routes);
        ListPrices.Map(routes);
    }

    private static void MapWeb(IEndpointRouteBuilder routes)
    {
        ShowPage.Map(routes);
        ReadAsset.Map(routes);
    }
}
