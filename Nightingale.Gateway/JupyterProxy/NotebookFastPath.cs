using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nightingale.Actors.Instances;
using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.JupyterProxy;

/// <summary>
/// The fast path to a notebook, which nearly every request takes: to the same endpoint as the routes lead to, past routes, schemes and policies, whose answer is
/// known beforehand. Only what is plainly for a notebook takes it: with a token that is good, or at an instance's own host, where no session counts. All else
/// goes the whole way, and is judged there.
/// </summary>
internal sealed class NotebookFastPath
{
    private const string Root = "/i/";

    private readonly RequestDelegate _next;
    private readonly BearerPrincipals _bearers;
    private readonly OpenNotebook.Services _services;
    private readonly Lazy<Endpoint> _endpoint;

    public NotebookFastPath(RequestDelegate next, EndpointDataSource endpoints, BearerPrincipals bearers, OpenNotebook.Services services)
    {
        // The policy that is passed by lets everybody through; who may open which notebook is asked further in.
        if (!AccessTable.Of(OpenNotebook.Name).IsOpen) throw new InvalidOperationException($"The access table says who may call {OpenNotebook.Name}, and the fast path does not ask it.");
        (_next, _bearers, _services) = (next, bearers, services);
        _endpoint = new(() => endpoints.Endpoints.Single(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == OpenNotebook.Name));
    }

    public Task InvokeAsync(HttpContext http)
    {
        if (!TryFind(http.Request.Path.Value, out var instance) || !IsKnown(http)) return _next(http);

        // For the record of the attempt.
        http.SetEndpoint(_endpoint.Value);
        return OpenNotebook.Handle(instance, http, _services);
    }

    // What begins with a dot may be an address of our own, which has a route of its own.
    private static bool TryFind(string? path, out InstanceId instance)
    {
        instance = default;
        if (path is null || !path.StartsWith(Root, StringComparison.Ordinal)) return false;
        var end = path.IndexOf('/', Root.Length);
        return end > 0 && (end + 1 == path.Length || path[end + 1] != '.') && InstanceId.TryParse(path.AsSpan(Root.Length, end - Root.Length), out instance);
    }

    private bool IsKnown(HttpContext http)
    {
        var authorization = http.Request.Headers.Authorization;
        if (authorization.Count == 0) return NotebookOrigin.Of(http) is not null;
        if (authorization is not [{ } header] || _bearers.Of(_bearers.TokenIn(header)) is not { } principal) return false;
        http.User = principal;
        return true;
    }
}
