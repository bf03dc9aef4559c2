using Microsoft.AspNetCore.Http;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Access;

/// <summary>
/// Answers only requests for this machine by its loopback names and port. A page in a researcher's browser whose own host name was made to point
/// here (DNS rebinding) sends its own name and is turned away.
/// </summary>
internal sealed class HostGate(RequestDelegate next)
{
    private static readonly string[] Names = ["localhost", "127.0.0.1", "[::1]"];

    public Task InvokeAsync(HttpContext http)
    {
        var host = http.Request.Host;
        var ours = Names.Contains(host.Host, StringComparer.OrdinalIgnoreCase) && (host.Port ?? 80) == http.Connection.LocalPort;
        return ours ? next(http) : Elsewhere.ExecuteAsync(http);
    }

    private static Problem Elsewhere => new(ProblemKind.Misdirected, "Use the address that nightingale printed when it started.");
}
