using System.Globalization;
using System.Text;

namespace Nightingale.Actors.Provisioning;

/// <summary>This machine's processes, as far as this user may see them. What is gone, or another user's, reads as empty.</summary>
internal static class ProcessTable
{
    /// <summary>The ids of all processes.</summary>
    public static IReadOnlyList<int> Ids() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .SelectMany(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new[] { id } : []),
    ];

    /// <summary>The arguments that a process was started with.</summary>
    public static async Task<IReadOnlyList<string>> Arguments(int process) => Split(await Read(process, "cmdline"));

    /// <summary>The environment that a process was started with, as <c>NAME=value</c>.</summary>
    public static async Task<IReadOnlyList<string>> Environment(int process) => Split(await Read(process, "environ"));

    /// <summary>The process's group; null if it is gone.</summary>
    public static async Task<int?> Group(int process) =>
        Stat(await Read(process, "stat")) is [_, _, var group, ..] ? int.Parse(group, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether the process is there and more than a zombie.</summary>
    public static async Task<bool> Lives(int process) => Stat(await Read(process, "stat")) is [not ("Z" or "X"), ..];

    /// <summary>
    /// Whether the process is in our own pid namespace, or the first of its own. Whoever is deeper in a sandbox can call itself what it
    /// likes; these two cannot be reached from inside.
    /// </summary>
    public static async Task<bool> IsOutsideOrFirst(int process)
    {
        var line = (await Read(process, "status")).Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal)) ?? "";
        return line.Split('\t', StringSplitOptions.RemoveEmptyEntries) is [_, _] or [_, _, "1"];
    }

    private static string[] Split(string text) => text.Split('\0', StringSplitOptions.RemoveEmptyEntries);

    // The name, in parentheses, may hold anything; the fields after it do not. State, parent, group, …
    private static string[] Stat(string text) => text.LastIndexOf(')') is > 0 and var end ? text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];

    private static async Task<string> Read(int process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"/proc/{process}/{file}"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
