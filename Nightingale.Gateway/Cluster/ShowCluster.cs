using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Cluster;

/// <summary><c>GET /api/v1/cluster</c></summary>
internal static class ShowCluster
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/cluster", Handle)
        .Describe("showCluster", "Show the nodes", "The nodes that live, how much each holds and has to do. A node that is alone shows itself.", "Cluster");

    private static async Task<Ok<ClusterView>> Handle(HttpContext http, GatewayServices gateway) =>
        TypedResults.Ok(ClusterView.Of(await gateway.Cluster.Status(http.RequestAborted)));
}
