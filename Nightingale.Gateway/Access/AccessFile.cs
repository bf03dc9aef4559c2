using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nightingale.Gateway.Access;

/// <summary>The files of the access log: their names, and the shape of their lines.</summary>
internal static class AccessFile
{
    /// <summary>The shape of a line.</summary>
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>An attempt; null for what is none: a write that failed may have left half a line.</summary>
    public static AccessRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<AccessRecord>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The files that there are, oldest first, with their numbers; the last is the one that is written to.</summary>
    public static IReadOnlyList<(int Number, string Path)> All(string path)
    {
        var full = Full(path);
        return File.Exists(path) ? [.. full, (Next(full), path)] : full;
    }

    /// <summary>Where the file is put that is full now.</summary>
    public static string Away(string path) => Numbered(path, Next(Full(path)));

    private static int Next(List<(int Number, string Path)> full) => full.Count == 0 ? 1 : full[^1].Number + 1;

    private static List<(int Number, string Path)> Full(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder)) return [];
        var (name, ending) = (Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        return
        [
            .. Directory.EnumerateFiles(folder, $"{name}.*{ending}")
                .Select(file => (Number: NumberOf(file, name), Path: file))
                .Where(file => file.Number > 0)
                .OrderBy(file => file.Number),
        ];
    }

    private static int NumberOf(string file, string name) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file).AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Numbered(string path, int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path))}.{number:000000}{Path.GetExtension(path)}");
}
