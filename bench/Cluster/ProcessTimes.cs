using System.Globalization;

namespace Nightingale.Bench.Cluster;

/// <summary>The processor time of a process and its children, as Linux counts it.</summary>
internal static class ProcessTimes
{
    private const double TicksASecond = 100; // USER_HZ, which is 100 wherever .NET runs.

    /// <summary>User and system time of the process, of its living children, and of those that it has waited for.</summary>
    public static async Task<TimeSpan> Of(string process)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
            if (await Fields(folder) is { } fields && (Path.GetFileName(folder) == process || fields[1] == process))
                ticks += fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds(ticks / TicksASecond);
    }

    // After the name, which may hold anything: state, parent, …; the 12th to the 15th are the times.
    private static async Task<string[]?> Fields(string folder)
    {
        try
        {
            var stat = await File.ReadAllTextAsync(Path.Combine(folder, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // It has ended.
        }
    }
}
