using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Nightingale.Actors.Journal;
using Nightingale.Gateway;
using Nightingale.Host.Composition;

namespace Nightingale.Tests.Architecture;

/// <summary>What the product logs as a warning or worse, and what <c>docs/cluster.md</c> says of it.</summary>
internal static partial class Alarms
{
    /// <summary>What the code can log: the event's name with its level, and what it says, with … for what differs.</summary>
    public static IReadOnlyDictionary<string, string> Logged() =>
        new[] { typeof(IJournal).Assembly, typeof(GatewayApp).Assembly, typeof(Node).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(log => log.Message?.Level >= LogLevel.Warning)
            .ToDictionary(
                log => $"{log.Method.DeclaringType!.Name}.{log.Method.Name}, {$"{log.Message!.Level}".ToLowerInvariant()}",
                log => Value().Replace(log.Message!.Message, "…"),
                StringComparer.Ordinal);

    /// <summary>The rows of a document: the event's name with its level, what it says, and what to do.</summary>
    public static IReadOnlyDictionary<string, (string Says, string Do)> Explained(string document) =>
        Row().Matches(document).ToDictionary(row => $"{row.Groups["name"].Value}, {row.Groups["level"].Value}", row => (row.Groups["says"].Value, row.Groups["do"].Value), StringComparer.Ordinal);

    /// <summary>What does not agree, in sentences.</summary>
    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, string> logged, string document)
    {
        var explained = Explained(document);
        foreach (var (name, says) in logged)
            if (!explained.TryGetValue(name, out var row)) yield return $"{name} is not explained: {says}";
            else if (row.Says != says) yield return $"{name} says: {says}";
            else if (row.Do.Length < 20) yield return $"{name} has no advice.";
        foreach (var name in explained.Keys.Where(name => !logged.ContainsKey(name))) yield return $"{name} is explained and never logged.";
    }

    [GeneratedRegex(@"\{@?\w+(:[^}]*)?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();

    [GeneratedRegex(@"^\| `(?<name>\w+\.\w+)`, (?<level>\w+) \| (?<says>[^|\n]+) \| (?<do>[^|\n]*) \|$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Row();
}
