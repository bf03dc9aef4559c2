using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Health;

/// <summary><c>GET /readyz</c></summary>
internal static class IsReady
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/readyz", Handle)
        .Describe("isReady", "Is the node ready?", "Whether it can serve: its journal is open and read.", "Health")
        .Answers<HealthView>()
        .Refuses(ProblemKind.Unavailable);

    private static IResult Handle(GatewayServices gateway) => gateway.NotReadyBecause() is { Count: > 0 } reasons
        ? new Problem(ProblemKind.Unavailable, string.Join(' ', reasons), retryAfter: TimeSpan.FromSeconds(1))
        : TypedResults.Ok(new HealthView("ready"));
}
