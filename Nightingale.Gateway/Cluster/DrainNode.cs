using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Cluster;

/// <summary><c>POST /api/v1/cluster/nodes/{id}/drain</c> and <c>undrain</c></summary>
internal static class DrainNode
{
    private static readonly Problem NoSuchNode = new(ProblemKind.NotFound, "There is no node with this name or id among those that live. GET /api/v1/cluster lists them.");

    private static readonly Problem Alone = new(
        ProblemKind.Conflict, "This node is alone: nobody is there to take its instances. To end it, send it SIGTERM; its instances go on. Nodes that share a PostgreSQL hand over to each other.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/cluster/nodes/{id}/drain", (string id, HttpContext http, GatewayServices gateway) => Handle(id, draining: true, http, gateway))
            .Describe("drainNode", "Drain a node", "It hands its shards to the others, and takes none until it is undrained or started again. Its name will do for its id.", "Cluster")
            .Answers<ClusterView>(StatusCodes.Status202Accepted)
            .Refuses(ProblemKind.NotFound, ProblemKind.Conflict);
        routes.MapPost("/api/v1/cluster/nodes/{id}/undrain", (string id, HttpContext http, GatewayServices gateway) => Handle(id, draining: false, http, gateway))
            .Describe("undrainNode", "Undrain a node", "It takes shards again.", "Cluster")
            .Answers<ClusterView>(StatusCodes.Status202Accepted)
            .Refuses(ProblemKind.NotFound, ProblemKind.Conflict);
    }

    private static async Task<IResult> Handle(string id, bool draining, HttpContext http, GatewayServices gateway)
    {
        if (gateway.Cluster.Drain is not { } drain) return Alone;
        if (!await drain(id, draining, http.RequestAborted)) return NoSuchNode;
        return TypedResults.Accepted((string?)null, ClusterView.Of(await gateway.Cluster.Status(http.RequestAborted)));
    }
}
