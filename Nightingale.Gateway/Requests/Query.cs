using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Nightingale.Gateway.Problems;

namespace Nightingale.Gateway.Requests;

/// <summary>Reads query parameters, strictly: an unknown or repeated one is an error, for a filter that is silently dropped shows too much.</summary>
internal sealed class Query
{
    private readonly IQueryCollection _query;

    public Query(HttpRequest request, params IReadOnlyList<string> known)
    {
        _query = request.Query;
        foreach (var (name, values) in _query)
        {
            if (!known.Contains(name, StringComparer.Ordinal)) Errors.Add(name, $"Unknown. Known: {string.Join(", ", known)}.");
            else if (values.Count > 1) Errors.Add(name, "Must be given once.");
        }
    }

    public FieldErrors Errors { get; } = new();

    /// <summary>A text, or null if it is not given.</summary>
    public string? Text(string name) => _query.TryGetValue(name, out var values) && !StringValues.IsNullOrEmpty(values) ? values[0] : null;

    /// <summary>A whole number within bounds, or <paramref name="otherwise"/> if it is not given.</summary>
    public long Number(string name, long otherwise, long least, long most)
    {
        if (Text(name) is not { } text) return otherwise;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Errors.Add(name, $"Must be a whole number from {least} to {most}.");
        return otherwise;
    }

    /// <summary>A time, or null if it is not given.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        if (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        Errors.Add(name, "Must be a time, as in 2026-03-01T09:00:00Z.");
        return null;
    }

    /// <summary>A day, or <paramref name="otherwise"/> if it is not given.</summary>
    public DateOnly Day(string name, DateOnly otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        Errors.Add(name, "Must be a day, as in 2026-03-01.");
        return otherwise;
    }
}
