using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Journals;

/// <summary><c>GET /api/v1/journal/verify</c></summary>
internal static class VerifyJournal
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/journal/verify", Handle)
        .Describe("verifyJournal", "Verify the journal", "Checks every hash, number and checkpoint, and names the first event that does not hold.", "Journal");

    private static async Task<Ok<VerificationView>> Handle(HttpContext http, GatewayServices gateway) =>
        TypedResults.Ok(await gateway.Audit.Verify(http.RequestAborted));
}
