using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Nightingale.Gateway.Problems;

/// <summary>An error (RFC 9457).</summary>
public sealed record ProblemView(
    [property: Description("Names the kind of error; the same for every error of the kind.")] string Type,
    [property: Description("The kind of error in words.")] string Title,
    [property: Description("The HTTP status.")] int Status,
    [property: Description("What happened this time, why, and what to do.")] string Detail,
    [property: Description("Names this request in the server's log.")] string TraceId,
    [property: Description("What is wrong with each field or parameter, by its name."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null);
