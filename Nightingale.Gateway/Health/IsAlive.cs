using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.OpenApi;

namespace Nightingale.Gateway.Health;

/// <summary><c>GET /healthz</c></summary>
internal static class IsAlive
{
    public const string Path = "/healthz";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet(Path, Handle)
        .Describe("isAlive", "Is the process alive?", "Answers as long as the process answers requests at all.", "Health");

    private static Ok<HealthView> Handle() => TypedResults.Ok(new HealthView("alive"));
}

/// <summary>That all is well.</summary>
internal sealed record HealthView([property: Description("alive or ready.")] string Status);
