using System.Text.Json.Serialization;

namespace Nightingale.Gateway.Access;

/// <summary>An attempt to use the API. It holds no secret: neither token nor query string nor body.</summary>
/// <param name="At">When it was answered, UTC.</param>
/// <param name="Principal">Who, or whom somebody tried to sign in as; null: anonymous.</param>
/// <param name="Token">The id of the token or session; null: none that is known and good.</param>
/// <param name="From">The address it came from.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">What was asked for, without the query; at most 512 characters.</param>
/// <param name="Operation">The endpoint's name; null: nothing lies there.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="TraceId">The same as in the answer and in the log.</param>
/// <param name="Times">How many answers like the one with the same trace id this stands for; null: it is itself.</param>
public sealed record AccessRecord(
    DateTimeOffset At,
    string? Principal,
    string? Token,
    string? From,
    string Method,
    string Path,
    string? Operation,
    int Status,
    AccessOutcome Outcome,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Times = null);

/// <summary>What came of an attempt.</summary>
public enum AccessOutcome
{
    /// <summary>It was done.</summary>
    Allowed,

    /// <summary>It was not done: not allowed, not found, or not valid.</summary>
    Refused,

    /// <summary>It could not be done, or the caller went away before the answer.</summary>
    Failed,
}
