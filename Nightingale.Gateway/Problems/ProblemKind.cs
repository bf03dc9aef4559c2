namespace Nightingale.Gateway.Problems;

/// <summary>A kind of error that the API answers with (RFC 9457). Each is explained in <c>docs/errors.md</c>.</summary>
/// <param name="Slug">Its name: the last part of the type URI.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it is, for people; the same in every answer of the kind.</param>
public sealed record ProblemKind(string Slug, int Status, string Title)
{
    /// <summary>The request's syntax does not hold: not JSON, a bad header, a bad query.</summary>
    public static readonly ProblemKind Malformed = new("malformed", 400, "The request cannot be understood.");

    /// <summary>No session and no token, or none that is good.</summary>
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "Sign in, or send a valid bearer token.");

    /// <summary>Name, password or code is not right, or too many were not; which, is not told.</summary>
    public static readonly ProblemKind SignInRefused = new("sign-in-refused", 401, "You are not signed in.");

    /// <summary>The password is right, and a code is asked for besides.</summary>
    public static readonly ProblemKind SecondFactorNeeded = new("second-factor-needed", 401, "A second factor is needed.");

    /// <summary>The caller's role does not allow this.</summary>
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "This is not allowed.");

    /// <summary>There is none, or it is not the caller's: the answer is the same.</summary>
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is no such thing.");

    /// <summary>The account does not exist.</summary>
    public static readonly ProblemKind UnknownAccount = new("unknown-account", 404, "There is no such account.");

    /// <summary>The address exists, for another method.</summary>
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "This address does not take that method.");

    /// <summary>The request came too slowly.</summary>
    public static readonly ProblemKind TooSlow = new("too-slow", 408, "The request did not arrive in time.");

    /// <summary>Not possible in the present state.</summary>
    public static readonly ProblemKind Conflict = new("conflict", 409, "That is not possible now.");

    /// <summary>The body is over the limit.</summary>
    public static readonly ProblemKind TooLarge = new("too-large", 413, "The request is too large.");

    /// <summary>The body is not declared to be JSON.</summary>
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415, "The body must be JSON.");

    /// <summary>The Host header names another server.</summary>
    public static readonly ProblemKind Misdirected = new("misdirected", 421, "This server does not answer for that host.");

    /// <summary>The body was read and its values do not hold; <c>errors</c> names each field.</summary>
    public static readonly ProblemKind Invalid = new("invalid", 422, "Some values do not hold.");

    /// <summary>The idempotency key belongs to another request.</summary>
    public static readonly ProblemKind KeyReused = new("key-reused", 422, "The idempotency key was used for another request.");

    /// <summary>Too many bad tokens from one place.</summary>
    public static readonly ProblemKind TooManyFailures = new("too-many-failures", 429, "Too many failed attempts.");

    /// <summary>A defect of ours.</summary>
    public static readonly ProblemKind Fault = new("fault", 500, "Something went wrong on our side.");

    /// <summary>Try again later.</summary>
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "Not available right now.");

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        Malformed, Unauthenticated, SignInRefused, SecondFactorNeeded, Forbidden, NotFound, UnknownAccount, MethodNotAllowed, TooSlow, Conflict, TooLarge,
        UnsupportedMediaType, Misdirected, Invalid, KeyReused, TooManyFailures, Fault, Unavailable,
    ];

    /// <summary>The type URI: a name, not an address.</summary>
    public string Type => $"urn:nightingale:problem:{Slug}";

    /// <summary>The kind that a bare status means; <see cref="Malformed"/> or <see cref="Fault"/> for statuses without a kind of their own.</summary>
    public static ProblemKind Of(int status) =>
        All.FirstOrDefault(kind => kind.Status == status) ?? (status < 500 ? Malformed : Fault);
}
