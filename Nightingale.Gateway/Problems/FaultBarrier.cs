using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Entities;
using Nightingale.Actors.Journal;
using Nightingale.Gateway.Keeping;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Gateway.Problems;

/// <summary>Makes a problem of everything that went wrong further in: what was thrown, and statuses that came without words.</summary>
internal sealed class FaultBarrier(RequestDelegate next, ILogger<FaultBarrier> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (await Run(http) is not { } problem || http.RequestAborted.IsCancellationRequested) return;
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        await problem.ExecuteAsync(http);
    }

    private async Task<Problem?> Run(HttpContext http)
    {
        try
        {
            await next(http);
            return Wordless(http.Response) ? Bare(http.Response.StatusCode) : null;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (BadHttpRequestException bad)
        {
            return Bare(bad.StatusCode);
        }
        catch (EntityUnavailableException unavailable)
        {
            log.Unavailable(unavailable, http.TraceIdentifier);
            return unavailable.InnerException is JournalException cause ? Problem.NotNow(cause.Message) : Problem.NoAnswer;
        }
        catch (Exception unavailable) when (unavailable is TokenStoreException or KeepException or JournalUnavailableException)
        {
            log.Unavailable(unavailable, http.TraceIdentifier);
            return Problem.NotNow(unavailable.Message);
        }
#pragma warning disable CA1031 // The outermost place of a request: whatever is thrown must end here, and none of it may reach the caller.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.Faulted(fault, http.TraceIdentifier);
            return Bare(StatusCodes.Status500InternalServerError);
        }
    }

    private static bool Wordless(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null } && response.ContentLength is null or 0;

    private static Problem Bare(int status) => new(ProblemKind.Of(status), status switch
    {
        404 => "Nothing lies at this address. See /openapi/v1.json for what does.",
        405 => "See the Allow header for the methods that it takes.",
        408 => "Send the request faster.",
        413 => "Send less: the limit is 64 KiB for a body.",
        415 => "Send JSON, with the header Content-Type: application/json.",
        >= 500 => "The defect is on record. Try again, and if it stays tell an operator the traceId.",
        _ => "The request does not hold to HTTP as this server reads it.",
    });
}
