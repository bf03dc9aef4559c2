using System.Globalization;
using System.Text.Json;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// A line of <c>terraform -json</c>, as far as anybody here reads it. The rest of the line is dropped on purpose: the snippet of a
/// diagnostic quotes the variables file, and with it secrets.
/// </summary>
/// <param name="Type">Terraform's type of message, for example <c>apply_start</c>.</param>
/// <param name="Text">The message for people.</param>
/// <param name="Error">With a diagnostic of severity error: what it says.</param>
/// <param name="Outputs">With the outputs of an apply: what the module gave back.</param>
internal sealed record TerraformMessage(string Type, string Text, Diagnostic? Error = null, ModuleOutputs? Outputs = null)
{
    /// <summary>Whether people want to read it while the run goes on.</summary>
    public bool IsNews => Type is "planned_change" or "change_summary" or "apply_start" or "apply_progress" or "apply_complete" or "apply_errored" or "diagnostic";

    /// <summary>Reads a line; null if it is none of Terraform's messages.</summary>
    public static TerraformMessage? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || StringOf(root, "type") is not { } type) return null;
            return new(
                type,
                StringOf(root, "@message") ?? type,
                type is "diagnostic" ? ErrorOf(root) : null,
                type is "outputs" ? OutputsOf(root) : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Diagnostic? ErrorOf(JsonElement root) =>
        root.TryGetProperty("diagnostic", out var found) && StringOf(found, "severity") is "error"
            ? new(StringOf(found, "summary") ?? "", StringOf(found, "detail") ?? "")
            : null;

    // The outputs of a plan come in the same shape but without values, and say what would be done with them.
    private static ModuleOutputs? OutputsOf(JsonElement root)
    {
        if (!root.TryGetProperty("outputs", out var outputs) || outputs.ValueKind is not JsonValueKind.Object) return null;
        if (outputs.EnumerateObject().Any(output => StringOf(output.Value, "action") is not null)) return null;
        return new(Value("address"), Value("provider_id"), Value("zone"), Moment("started_at"), Moment("stopped_at"));

        string? Value(string name) => outputs.TryGetProperty(name, out var output) ? StringOf(output, "value") : null;

        DateTimeOffset? Moment(string name) =>
            DateTimeOffset.TryParse(Value(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
                ? moment
                : null;
    }

    private static string? StringOf(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var found) && found.ValueKind is JsonValueKind.String
            ? found.GetString()
            : null;
}

/// <summary>What went wrong, as Terraform or a provider tells it.</summary>
/// <param name="Summary">In a line.</param>
/// <param name="Detail">At length; may be empty.</param>
internal sealed record Diagnostic(string Summary, string Detail);
