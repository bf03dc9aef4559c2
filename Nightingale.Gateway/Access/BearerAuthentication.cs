using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Access;

/// <summary>Finds out who sends a request by the bearer token in its Authorization header, and nowhere else: tokens in URLs end up in logs.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logs,
    UrlEncoder encoder,
    BearerPrincipals bearers,
    FailedSignIns failures) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public new const string Scheme = "Bearer";

    private bool _tooMany;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header]) return Task.FromResult(AuthenticateResult.NoResult());
        var known = bearers.TokenIn(header);
        if (bearers.Of(known) is { } principal) return Task.FromResult(AuthenticateResult.Success(new(principal, Scheme)));

        _tooMany = !failures.Admit(known?.Principal ?? Context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        return Task.FromResult(AuthenticateResult.Fail("The token is not known, or no longer good."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Scheme;
        var problem = _tooMany
            ? new Problem(ProblemKind.TooManyFailures, "Wait, then send a token that is good.", retryAfter: FailedSignIns.Window)
            : new Problem(ProblemKind.Unauthenticated, "Sign in, or send the header Authorization: Bearer TOKEN. An operator gives out tokens; they may expire or be revoked.");
        return problem.ExecuteAsync(Context);
    }
}
