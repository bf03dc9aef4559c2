using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Nightingale.Gateway.Access;

/// <summary>Answers those who may not pass: who showed nothing is asked for it, all others hear why, whichever way they signed in.</summary>
internal sealed class AccessAnswers : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded) return next(context);
        return authorizeResult.Challenged || context.Features.Get<AccessRefusal>() is not { } refusal ? context.ChallengeAsync() : refusal.Problem.ExecuteAsync(context);
    }
}
