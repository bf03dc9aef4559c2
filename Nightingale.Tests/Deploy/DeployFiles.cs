using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Nightingale.Tests.Deploy;

/// <summary>What the files under <c>deploy/</c> ask of the product.</summary>
internal static partial class DeployFiles
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy");

    /// <summary>Every file, by its path under the repository.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(path => !path.StartsWith(Path.Combine(Folder, "secrets"), StringComparison.Ordinal))
        .ToDictionary(path => Path.GetRelativePath(Repository.Root, path), File.ReadAllText, StringComparer.Ordinal);

    /// <summary>A file's text.</summary>
    public static string Text(string name) => Texts[Path.Combine("deploy", name)];

    /// <summary>The command lines of a text: written out, as in units and scripts, or as what a container of the product's image is given.</summary>
    public static IEnumerable<string> CommandLines(string name, string text)
    {
        foreach (Match written in Written().Matches(text)) yield return Filled(written.Groups["line"].Value);
        if (!name.EndsWith(".yaml", StringComparison.Ordinal)) yield break;
        foreach (var container in Mappings(text).Where(mapping => Scalar(mapping, "image") == "nightingale"))
            if ((Child(container, "args") ?? (Child(container, "entrypoint") is null ? Child(container, "command") : null)) is YamlSequenceNode given)
                yield return Filled(string.Join(' ', given.Children.Select(word => ((YamlScalarNode)word).Value)));
    }

    /// <summary>Every mapping in every document of a YAML text.</summary>
    public static IEnumerable<YamlMappingNode> Mappings(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.SelectMany(document => document.AllNodes).OfType<YamlMappingNode>();
    }

    /// <summary>What a mapping has under a key, also by the mapping that it is merged with; null if nothing.</summary>
    public static YamlNode? Child(YamlMappingNode mapping, string key) =>
        mapping.Children.TryGetValue(key, out var own) ? own
        : mapping.Children.TryGetValue("<<", out var merged) && merged is YamlMappingNode more ? Child(more, key)
        : null;

    /// <summary>A value as text; null if there is none.</summary>
    public static string? Scalar(YamlMappingNode mapping, string key) => (Child(mapping, key) as YamlScalarNode)?.Value;

    // What the variables of units, shells and Kubernetes stand for is known where it runs; here anything does that could be it.
    private static string Filled(string line) => Variable().Replace(line, variable => variable.Value.Contains("LISTEN", StringComparison.Ordinal) ? "10.0.0.4:7070" : "something").Trim();

    [GeneratedRegex(@"(?<![\w.-])nightingale (?<line>(up|node|gateway|cluster|journal|token) [^\n#;&|""'`\]]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();

    [GeneratedRegex(@"\$\(\w+\)|\$\{\w+\}|\$\w+|%[a-zA-Z]", RegexOptions.None, 1000)]
    private static partial Regex Variable();
}
