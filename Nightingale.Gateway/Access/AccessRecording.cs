using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Gateway.Health;
using Nightingale.Gateway.JupyterProxy;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Access;

/// <summary>Puts every attempt on record before its answer leaves, and lets none through that could not be recorded.</summary>
internal sealed class AccessRecording(RequestDelegate next, GatewayServices gateway, NotebookReads reads)
{
    private const int LongestPath = 512;

    // Probes, and the files of the web UI, which are the same for everybody and hold nothing of anybody.
    private static readonly FrozenSet<string> Unremarkable = FrozenSet.Create(StringComparer.Ordinal, "isAlive", "isReady", "showFirstPage", "showPage", "readAsset");

    private static readonly Problem OffTheRecord = new(
        ProblemKind.Unavailable,
        "Attempts cannot be recorded right now, and nothing is done off the record. An operator must look at the access log.",
        retryAfter: TimeSpan.FromSeconds(10));

    public async Task InvokeAsync(HttpContext http)
    {
        var recorded = false;
        http.Response.OnStarting(() =>
        {
            Record(http, http.Response.StatusCode);
            recorded = true;
            return Task.CompletedTask;
        });
        if (AsksForHealth(http.Request) || gateway.AccessLog.Ready()) await next(http);
        else await OffTheRecord.ExecuteAsync(http);

        // An answer without a body begins only after this; one whose caller has gone never begins.
        if (!recorded && http.RequestAborted.IsCancellationRequested) Record(http, StatusCodes.Status499ClientClosedRequest);
    }

    // Before the routes are known. What has a good answer here is not recorded anyway, and an operator must learn what is the matter.
    private static bool AsksForHealth(HttpRequest request) => request.Path == IsAlive.Path || request.Path == IsReady.Path;

    private void Record(HttpContext http, int status)
    {
        var operation = http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
        if (operation is not null && Unremarkable.Contains(operation) && status < 400) return;
        if (reads.Counts(http, status)) return;
        var caller = Caller.Find(http);
        var path = http.Request.Path.Value ?? "";
        var record = new AccessRecord(
            gateway.Time.GetUtcNow(),
            caller?.Principal ?? http.Features.Get<AttemptedPrincipal>()?.Principal,
            caller?.Credential,
            http.Connection.RemoteIpAddress?.ToString(),
            http.Request.Method,
            path.Length <= LongestPath ? path : path[..LongestPath],
            operation,
            status,
            status switch { < 400 => AccessOutcome.Allowed, < 499 => AccessOutcome.Refused, _ => AccessOutcome.Failed },
            http.TraceIdentifier);
        gateway.AccessLog.Write(record);
        reads.Recorded(http, record);
    }
}
