using System.CommandLine;

namespace Nightingale.Host.Commands.Settings;

/// <summary>One thing that a node can be told: by a key of its file, over that by an environment variable, over that by a flag.</summary>
/// <param name="Key">Its key in the file.</param>
/// <param name="Form">What a value looks like.</param>
/// <param name="Meaning">What it is for.</param>
/// <param name="Otherwise">What holds where nothing is said; null: it must be said.</param>
internal sealed record Setting(string Key, string Form, string Meaning, string? Otherwise)
{
    /// <summary>What every environment variable of ours begins with.</summary>
    public const string Prefix = "NIGHTINGALE_";

    /// <summary>Its flag.</summary>
    public string Flag { get; } = $"--{Key.Replace('_', '-')}";

    /// <summary>Its environment variable.</summary>
    public string Variable { get; } = $"{Prefix}{Key.ToUpperInvariant()}";

    /// <summary>Its line in the table of <c>docs/operations.md</c>.</summary>
    public string Row => $"| `{Key}` | `{Flag}` | `{Variable}` | {Otherwise ?? "none: it must be given"} | {Meaning} |";

    /// <summary>The option of a command line that is its flag.</summary>
    public Option<string?> Option() => new(Flag) { Description = Otherwise is null ? Meaning : $"{Meaning} Default: {Otherwise.Replace("`", "", StringComparison.Ordinal)}.", HelpName = Form };
}
