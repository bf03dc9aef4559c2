using System.Text.RegularExpressions;

namespace Nightingale.Tests.Architecture;

/// <summary>The rooms' cards (a README each) and what they promise: every claim names the tests that prove it.</summary>
public static partial class RoomCards
{
    /// <summary>The most lines of a card.</summary>
    public const int MostLines = 10;

    private static readonly ILookup<string, Type> Tests = typeof(RoomCards).Assembly.GetTypes().ToLookup(type => type.Name.Split('`')[0], StringComparer.Ordinal);

    /// <summary>Every folder that must have a card, from the repository's root.</summary>
    public static IReadOnlyList<string> Rooms() =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "Nightingale.Actors"))
            .Select(room => Path.GetRelativePath(Repository.Root, room))
            .Where(room => Path.GetFileName(room) is not ("bin" or "obj")),
        "Nightingale.Gateway",
        "Nightingale.Gateway/JupyterProxy",
        "Nightingale.Host",
        "Nightingale.Host/Composition",
    ];

    /// <summary>Names of tests in backticks that mean no test. A name that ends with … stands for all that begin so.</summary>
    public static IEnumerable<string> Missing(string text) => TestNames().Matches(text).Where(name => !Exists(name)).Select(name => name.Value);

    /// <summary>Claims (lines of a list) that name no test.</summary>
    public static IEnumerable<string> Unproved(string text) =>
        text.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal) && !TestNames().IsMatch(line));

    private static bool Exists(Match name)
    {
        var types = Tests[name.Groups["type"].Value];
        if (!name.Groups["method"].Success) return types.Any();
        var (method, begins) = (name.Groups["method"].Value, name.Groups["begins"].Success);
        return types.SelectMany(type => type.GetMethods()).Any(found => begins ? found.Name.StartsWith(method, StringComparison.Ordinal) : found.Name == method);
    }

    [GeneratedRegex(@"`(?<type>[A-Z]\w*(Tests|Properties|Contract)|GoldenFiles)(\.(?<method>\w+)(?<begins>…)?)?`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestNames();
}
