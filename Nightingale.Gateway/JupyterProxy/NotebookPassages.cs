using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Problems;
using Yarp.ReverseProxy.Forwarder;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>Carries requests to Jupyter and answers back. No body is held: each piece goes on as it comes.</summary>
internal sealed class NotebookPassages(IHttpForwarder forwarder, NotebookTransformer transformer, Upstreams ways, OpenPassages open, NotebookOrigins origins, GatewayOptions options)
{
    private static readonly ForwarderRequestConfig Requests = new() { ActivityTimeout = TimeSpan.FromMinutes(5), Version = System.Net.HttpVersion.Version11 };

    // Jupyter asks every 30 seconds whether the other side is still there, so a live WebSocket is never silent for long.
    private static readonly ForwarderRequestConfig Sockets = Requests with { ActivityTimeout = TimeSpan.FromHours(1) };

    private static readonly Problem NoAnswer = new(
        ProblemKind.Unavailable, "The instance's Jupyter gives no answer right now. Try again; if it stays, restart the instance.", retryAfter: TimeSpan.FromSeconds(1));

    private static readonly Problem NotReachable = new(ProblemKind.Unavailable, "The instance's address is none that the gateway connects to. An operator must look at the module that gave it.");

    /// <summary>Carries one request.</summary>
    public async Task Carry(HttpContext http, Caller caller, Notebook notebook, NotebookPath path, NotebookUse use)
    {
        if (!notebook.IsReachable)
        {
            await NotReachable.ExecuteAsync(http);
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.MaxNotebookBodyBytes;
        var way = ways.Enter(notebook);
        using var passage = new Passage(caller, notebook, way, path, use, NotebookOrigin.Of(http) is null ? null : origins.Of(notebook.Id, http));
        http.Features.Set(passage);
        try
        {
            var error = await forwarder.SendAsync(http, way.Root, way.Invoker, http.Request.Headers.Upgrade.Count > 0 ? Sockets : Requests, transformer, passage.Ended);
            if (error is not ForwarderError.None && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested) await Tell(http);
        }
        finally
        {
            open.Remove(passage);
            way.Leave();
        }
    }

    private static Task Tell(HttpContext http)
    {
        // A body over the limit, or one that did not come, is the sender's fault, and said so where all such faults are.
        if (http.Features.Get<IForwarderErrorFeature>()?.Exception is { } fault && Within(fault) is { } bad) throw bad;
        return NoAnswer.ExecuteAsync(http);
    }

    private static BadHttpRequestException? Within(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is BadHttpRequestException bad) return bad;
            if (fault is AggregateException several && several.InnerExceptions.Select(Within).FirstOrDefault(found => found is not null) is { } found) return found;
        }

        return null;
    }
}
