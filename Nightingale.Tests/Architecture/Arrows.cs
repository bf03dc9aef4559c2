using System.Text.RegularExpressions;

namespace Nightingale.Tests.Architecture;

/// <summary>Which room may use which, read from the source: `using` lines and qualified names.</summary>
public static partial class Arrows
{
    private static readonly string[] Machine = ["Kernel", "Journal", "Sharding", "Entities"];

    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Actors.Kernel"] = [],
        ["Actors.Journal"] = ["Kernel"],
        ["Actors.Sharding"] = ["Kernel", "Journal"],
        ["Actors.Entities"] = ["Kernel", "Journal", "Sharding"],
        ["Actors.Instances"] = ["Entities"],
        ["Actors.Accounts"] = ["Entities"],
        ["Actors.Provisioning"] = ["Entities", "Instances"],
        ["Actors.Health"] = ["Entities", "Instances"],
        ["Actors.Projections"] = ["Journal", "Instances", "Accounts", "Provisioning"],
        ["Gateway"] = [.. Machine, "Instances", "Accounts", "Provisioning", "Health", "Projections"],
        ["Host"] = [.. Machine, "Instances", "Accounts", "Provisioning", "Health", "Projections", "Gateway"],
    };

    /// <summary>Names of the entity shell that deciders must not see: they know the contracts only.</summary>
    private static readonly string[] Shell = ["EntityActor", "EntityRegion", "EntityKind", "Workers"];

    /// <summary>Every use of a room that the house does not allow, as `file: what`.</summary>
    public static IEnumerable<string> Violations(string file, string source)
    {
        var room = RoomOf(file);
        if (room is null) yield break;
        var own = room.Split('.')[^1];
        foreach (var used in RoomNames().Matches(Comments().Replace(source, "")).Select(match => match.Groups["room"].Value).Distinct(StringComparer.Ordinal))
            if (used != own && !(room.StartsWith("Gateway", StringComparison.Ordinal) && used == "Gateway") && !MayUse[room].Contains(used, StringComparer.Ordinal))
                yield return $"{file}: {room} uses {used}";
        if (own is "Instances" or "Accounts")
            foreach (var name in Shell.Where(name => Regex.IsMatch(source, $@"\b{name}<", RegexOptions.None, TimeSpan.FromSeconds(1))))
                yield return $"{file}: {room} knows {name}";
    }

    private static string? RoomOf(string file)
    {
        var parts = file.Replace('\\', '/').Split('/');
        return parts[0] switch
        {
            "Nightingale.Actors" => $"Actors.{parts[1]}",
            "Nightingale.Gateway" => "Gateway",
            "Nightingale.Host" => "Host",
            _ => null,
        };
    }

    [GeneratedRegex(@"Nightingale\.(Actors\.)?(?<room>Kernel|Journal|Sharding|Entities|Instances|Accounts|Provisioning|Health|Projections|Gateway|Host)\b|(?<![\w.])(?<room>Kernel|Journal|Sharding|Provisioning|Health|Projections)\.[A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoomNames();

    [GeneratedRegex(@"///?[^\n]*", RegexOptions.None, 1000)]
    private static partial Regex Comments();
}
