using System.Globalization;
using System.Text.Json;

namespace Nightingale.Actors.Accounts;

/// <summary>Reads the price book's file and gathers everything that is wrong with it, so that an operator mends it in one go.</summary>
internal static class PriceBookReader
{
    private const int Decimals = 9;
    private const decimal Most = 1_000_000;

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    private static readonly string[] KnownOfBook = ["prices"];

    private static readonly string[] KnownOfRow = ["target", "market", "resource", "unit", "price", "currency", "from", "source", "date", "version"];

    private static readonly Dictionary<string, (Resource Resource, string Unit)> Resources = new(StringComparer.Ordinal)
    {
        ["cpu"] = (Resource.Cpu, "vCPU-hour"),
        ["memory"] = (Resource.Memory, "GiB-hour"),
        ["gpu"] = (Resource.Gpu, "GPU-hour"),
        ["disk"] = (Resource.Disk, "GiB-hour"),
    };

    public static IReadOnlyList<Price> Read(string json)
    {
        var problems = new List<string>();
        var prices = new List<Price>();
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            var root = document.RootElement;
            RejectUnknown(root, "", KnownOfBook, problems);
            if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("prices", out var rows) || rows.ValueKind is not JsonValueKind.Array)
                problems.Add("The file must be an object with a list 'prices'.");
            else
                foreach (var (index, row) in rows.EnumerateArray().Index())
                    if (Row(row, $"prices[{index}]", problems) is { } price)
                        prices.Add(price);
        }
        catch (JsonException e)
        {
            problems.Add($"The file is not JSON as it should be: {e.Message}");
        }

        problems.AddRange(prices.CountBy(price => price.Id, StringComparer.Ordinal).Where(id => id.Value > 1)
            .Select(id => $"prices: {id.Key} is there {id.Value} times. Give each another version; the highest holds."));
        return problems.Count == 0 ? prices : throw new PriceBookException(problems);
    }

    private static Price? Row(JsonElement row, string path, List<string> problems)
    {
        if (row.ValueKind is not JsonValueKind.Object)
        {
            problems.Add($"{path} must be an object.");
            return null;
        }

        var before = problems.Count;
        RejectUnknown(row, $"{path}.", KnownOfRow, problems);
        var resource = ResourceOf(row, path, problems);
        var market = row.TryGetProperty("market", out _) ? Text(row, path, "market", problems) : "on-demand";
        var key = new PriceKey(Text(row, path, "target", problems), market, resource, Text(row, path, "currency", problems));
        if (market is not ("on-demand" or "spot")) problems.Add($"{path}.market must be on-demand or spot.");
        var price = new Price(key, Hourly(row, path, problems), From(row, path, problems), Version(row, path, problems), Text(row, path, "source", problems), Date(row, path, problems));
        return problems.Count == before ? price : null;
    }

    // A misspelt member must not be taken for one that is not there.
    private static void RejectUnknown(JsonElement at, string path, string[] known, List<string> problems)
    {
        if (at.ValueKind is not JsonValueKind.Object) return;
        problems.AddRange(at.EnumerateObject().Where(member => !known.Contains(member.Name, StringComparer.Ordinal))
            .Select(member => $"{path}{member.Name} is unknown. Known: {string.Join(", ", known)}."));
    }

    private static string Text(JsonElement row, string path, string key, List<string> problems)
    {
        if (row.TryGetProperty(key, out var member) && member.ValueKind is JsonValueKind.String && !string.IsNullOrWhiteSpace(member.GetString()))
            return member.GetString()!;
        problems.Add($"{path}.{key} must be a text that is not empty.");
        return "";
    }

    private static Resource ResourceOf(JsonElement row, string path, List<string> problems)
    {
        var name = Text(row, path, "resource", problems);
        var unit = Text(row, path, "unit", problems);
        if (!Resources.TryGetValue(name, out var known)) problems.Add($"{path}.resource must be one of {string.Join(", ", Resources.Keys)}.");
        else if (unit != known.Unit) problems.Add($"{path}.unit must be {known.Unit} for {name}.");
        return known.Resource;
    }

    // A price of 0 is possible where a source says so; what is missing is never taken for it.
    private static decimal Hourly(JsonElement row, string path, List<string> problems)
    {
        if (row.TryGetProperty("price", out var member) && member.ValueKind is JsonValueKind.Number
            && member.TryGetDecimal(out var price) && price is >= 0 and <= Most && decimal.Round(price, Decimals) == price)
            return price;
        problems.Add($"{path}.price must be a number from 0 to {Most:0} with at most {Decimals} decimals.");
        return 0;
    }

    private static int Version(JsonElement row, string path, List<string> problems)
    {
        if (row.TryGetProperty("version", out var member) && member.ValueKind is JsonValueKind.Number && member.TryGetInt32(out var version) && version > 0)
            return version;
        problems.Add($"{path}.version must be a whole number of at least 1.");
        return 0;
    }

    private static DateTimeOffset From(JsonElement row, string path, List<string> problems)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"];
        if (DateTimeOffset.TryParseExact(Text(row, path, "from", problems), formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from))
            return from;
        problems.Add($"{path}.from must be a time in UTC, for example 2026-07-20T00:00:00Z.");
        return default;
    }

    private static DateOnly Date(JsonElement row, string path, List<string> problems)
    {
        if (DateOnly.TryParseExact(Text(row, path, "date", problems), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        problems.Add($"{path}.date must be a day, for example 2026-07-20.");
        return default;
    }
}
