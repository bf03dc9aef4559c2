using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.OpenApi;

/// <summary>How endpoints describe themselves for the OpenAPI document.</summary>
internal static class EndpointDescription
{
    /// <summary>Names an endpoint (for the access table, the access log and generated clients) and says what it does.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, string description, string tag) =>
        endpoint.WithName(name).WithSummary(summary).WithDescription(description).WithTags(tag);

    /// <summary>What it answers when all is well.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK, string mediaType = "application/json") =>
        endpoint.Produces<T>(status, mediaType);

    /// <summary>The problems that are its own; those that every endpoint can have are added by <see cref="ApiDocument"/>.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params IReadOnlyList<ProblemKind> kinds) =>
        endpoint.WithMetadata(new Refusals(kinds));

    /// <summary>Reads a JSON body of this shape.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint)
        where T : notnull => endpoint.WithMetadata(new Body(typeof(T)));

    /// <summary>Honours the header Idempotency-Key.</summary>
    public static RouteHandlerBuilder Repeatable(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Idempotent());

    /// <summary>Takes these query parameters.</summary>
    public static RouteHandlerBuilder Queries(this RouteHandlerBuilder endpoint, params IReadOnlyList<(string Name, string Description)> parameters) =>
        endpoint.WithMetadata(new QueryParameters(parameters));

    internal sealed record Refusals(IReadOnlyList<ProblemKind> Kinds);

    internal sealed record Body(Type Type);

    internal sealed record Idempotent;

    internal sealed record QueryParameters(IReadOnlyList<(string Name, string Description)> All);
}
