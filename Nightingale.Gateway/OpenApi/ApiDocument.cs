using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Nightingale.Gateway.Requests;
using static Nightingale.Gateway.OpenApi.EndpointDescription;

namespace Nightingale.Gateway.OpenApi;

/// <summary>The OpenAPI document: what the framework finds out by itself, and what the endpoints say with <see cref="EndpointDescription"/>.</summary>
internal static class ApiDocument
{
    private static readonly string[] Suffixes = ["View", "Body"];

    private static readonly ProblemKind[] Everywhere =
    [
        ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.TooManyFailures, ProblemKind.Fault, ProblemKind.Unavailable,
    ];

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = NameOf;
        options.AddDocumentTransformer(Introduce);
        options.AddOperationTransformer(Complete);
        options.AddSchemaTransformer(Correct);
    });

    private static Task Introduce(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new()
        {
            Title = "Nightingale",
            Version = "v1",
            Description = "Research instances on demand. Times are UTC (RFC 3339), spans ISO 8601 (PT30M), amounts of money exact decimal numbers. "
                + "Errors are application/problem+json (RFC 9457).",
        };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[BearerAuthentication.Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A token: of a program, from an operator, or of one's own.",
        };
        return Task.CompletedTask;
    }

    private static async Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var open = AccessTable.Of(operation.OperationId).IsOpen;
        if (!open) operation.Security = [new() { [new(BearerAuthentication.Scheme, context.Document)] = [] }];

        operation.Parameters ??= [];
        foreach (var (name, description) in metadata.OfType<QueryParameters>().SelectMany(parameters => parameters.All))
            operation.Parameters.Add(Parameter(name, ParameterLocation.Query, description));
        if (metadata.OfType<Idempotent>().Any())
            operation.Parameters.Add(Parameter(Idempotency.Header, ParameterLocation.Header, "Makes a repetition safe: the same key and body are one command."));

        var kinds = metadata.OfType<Refusals>().SelectMany(refusals => refusals.Kinds);
        if (metadata.OfType<Body>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content("application/json", await Schema(body.Type, context, cancel)) };
            kinds = kinds.Concat([ProblemKind.Malformed, ProblemKind.TooLarge, ProblemKind.UnsupportedMediaType, ProblemKind.Invalid]);
        }

        AddProblems(operation, context.Description.RelativePath!.StartsWith("api/", StringComparison.Ordinal) ? kinds.Concat(Everywhere) : kinds, await Schema(typeof(ProblemView), context, cancel));
    }

    private static async Task<IOpenApiSchema> Schema(Type type, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var name = NameOf(type);
        context.Document!.AddComponent(name, await context.GetOrCreateSchemaAsync(type, null, cancel));
        return new OpenApiSchemaReference(name, context.Document);
    }

    // In the document an instance is an Instance, not the view of one. What may be null is told where it stands: its name is that of what never is.
    private static string? NameOf(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null || Nullable.GetUnderlyingType(type.Type) is not null ? null : NameOf(type.Type);

    private static string NameOf(Type type) => Suffixes.Aggregate(type.Name, (name, suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name);

    private static void AddProblems(OpenApiOperation operation, IEnumerable<ProblemKind> kinds, IOpenApiSchema schema)
    {
        operation.Responses ??= [];
        foreach (var sameStatus in kinds.Distinct().GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            var content = Content("application/problem+json", schema);
            content["application/problem+json"].Examples = sameStatus.ToDictionary(kind => kind.Slug, Example, StringComparer.Ordinal);
            operation.Responses[$"{sameStatus.Key}"] = new OpenApiResponse
            {
                Description = string.Join(" Or: ", sameStatus.Select(kind => kind.Title)),
                Content = content,
            };
        }
    }

    private static IOpenApiExample Example(ProblemKind kind)
    {
        var value = new JsonObject
        {
            ["type"] = kind.Type,
            ["title"] = kind.Title,
            ["status"] = kind.Status,
            ["detail"] = "What happened this time, why, and what to do.",
            ["traceId"] = "0HNG5V8Q1J2K3:00000001",
        };
        if (kind == ProblemKind.Invalid) value["errors"] = new JsonObject { ["size.cpus"] = new JsonArray("Must be a number.") };
        return new OpenApiExample { Summary = kind.Title, Value = value };
    }

    // A size may be its name alone; what must be given must not be null.
    private static Task Correct(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        if (context.JsonTypeInfo.Type == typeof(WantedSizeBody)) schema.Type = JsonSchemaType.Object | JsonSchemaType.String;
        if (context.JsonPropertyInfo?.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: false) == true) schema.Type &= ~JsonSchemaType.Null;
        return Task.CompletedTask;
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string description) => new()
    {
        Name = name,
        In = place,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static Dictionary<string, OpenApiMediaType> Content(string mediaType, IOpenApiSchema schema) =>
        new(StringComparer.Ordinal) { [mediaType] = new() { Schema = schema } };
}
