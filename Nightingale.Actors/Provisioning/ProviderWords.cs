using System.Text.RegularExpressions;

namespace Nightingale.Actors.Provisioning;

/// <summary>Makes what Terraform and its providers say fit for people: short, and without this machine's paths.</summary>
internal sealed partial class ProviderWords(ProvisioningOptions options)
{
    private const int Longest = 1000;

    /// <summary>The words for a failed run: its first error, since the others mostly follow from it.</summary>
    public string Of(IReadOnlyList<Diagnostic> errors) =>
        errors.Count == 0 ? "Terraform failed and did not say why. Its log may tell more." : Of(errors[0]);

    /// <summary>One line or more, without colours and paths, at most 1000 characters.</summary>
    public string Clean(string words)
    {
        var clean = Colour().Replace(words, "")
            .Replace(options.DataFolder, "…", StringComparison.Ordinal)
            .Replace(options.InstancesUnder, "…", StringComparison.Ordinal)
            .Replace(options.ModulesFolder, "…", StringComparison.Ordinal)
            .Trim();
        return clean.Length <= Longest ? clean : $"{clean[..Longest]}…";
    }

    private string Of(Diagnostic error)
    {
        // Of a script, its own words are wanted, and not the command line that Terraform puts before them.
        var script = ScriptOutput().Match(error.Detail);
        if (script.Success) return Clean(script.Groups["words"].Value);
        var detail = Clean(ValidationRule().Replace(error.Detail, ""));
        return detail.Length == 0 ? Clean(error.Summary) : Clean($"{error.Summary}: {detail}");
    }

    [GeneratedRegex(@"\e\[[0-9;]*[A-Za-z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();

    [GeneratedRegex(@"^Error running command .*? Output: (?<words>.*\S)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScriptOutput();

    [GeneratedRegex(@"\s*This was checked by the validation rule at \S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidationRule();
}
