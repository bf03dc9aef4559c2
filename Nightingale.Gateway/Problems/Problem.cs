using Microsoft.AspNetCore.Http;
using Nightingale.Actors.Entities;

namespace Nightingale.Gateway.Problems;

/// <summary>An answer that says what went wrong, as <c>application/problem+json</c>.</summary>
/// <param name="kind">What kind of error it is.</param>
/// <param name="detail">What happened this time, why, and what to do. Never a path, a stack or a secret.</param>
/// <param name="errors">What is wrong with each field.</param>
/// <param name="retryAfter">When to try again.</param>
public sealed class Problem(ProblemKind kind, string detail, FieldErrors? errors = null, TimeSpan? retryAfter = null) : IResult
{
    private const string MediaType = "application/problem+json";

    /// <summary>There is no such instance, or it is not the caller's.</summary>
    public static Problem NoSuchInstance { get; } = new(ProblemKind.NotFound, "There is no instance with this id among those that you may see.");

    /// <summary>An entity gave no answer.</summary>
    public static Problem NoAnswer { get; } = NotNow("It gives no answer right now.");

    /// <summary>What was asked for could not be stored.</summary>
    /// <param name="reason">Why, in sentences that are fit for everybody.</param>
    public static Problem NotNow(string reason) =>
        new(ProblemKind.Unavailable, $"{reason} Try again; with the same Idempotency-Key that is safe.", retryAfter: TimeSpan.FromSeconds(1));

    /// <summary>Some fields do not hold.</summary>
    public static Problem Invalid(FieldErrors errors) => new(ProblemKind.Invalid, "See errors for what is wrong with each field.", errors);

    /// <summary>A header or a query parameter does not hold.</summary>
    public static Problem Malformed(FieldErrors errors) => new(ProblemKind.Malformed, "See errors for what is wrong with each parameter.", errors);

    /// <summary>An entity refused a command, in its own words.</summary>
    public static Problem Of(Refusal refusal) => new(
        refusal.Kind switch
        {
            RefusalKind.NotFound => ProblemKind.NotFound,
            RefusalKind.Conflict => ProblemKind.Conflict,
            RefusalKind.KeyReused => ProblemKind.KeyReused,
            RefusalKind.Forbidden => ProblemKind.Forbidden,
            _ => ProblemKind.Invalid,
        },
        refusal.Reason);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = kind.Status;
        if (retryAfter is { } wait) response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", null);
        var body = new ProblemView(kind.Type, kind.Title, kind.Status, detail, httpContext.TraceIdentifier, errors?.ByField);
        return response.WriteAsJsonAsync(body, options: null, MediaType, httpContext.RequestAborted);
    }
}
