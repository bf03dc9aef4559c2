using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Health;

/// <summary><c>GET /readyz</c></summary>
internal static class IsReady
{
    public const string Path = "/readyz";

    private const string OffTheRecord = "Attempts cannot be recorded: look at the access log and at the disk under it.";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet(Path, Handle)
        .Describe("isReady", "Is the node ready?", "Whether it can serve: its journal is open and read, and attempts can be recorded.", "Health")
        .Answers<HealthView>()
        .Refuses(ProblemKind.Unavailable);

    private static IResult Handle(GatewayServices gateway)
    {
        var reasons = gateway.NotReadyBecause().ToList();
        if (!gateway.AccessLog.Ready()) reasons.Add(OffTheRecord);
        return reasons.Count > 0
            ? new Problem(ProblemKind.Unavailable, string.Join(' ', reasons), retryAfter: TimeSpan.FromSeconds(1))
            : TypedResults.Ok(new HealthView("ready"));
    }
}
