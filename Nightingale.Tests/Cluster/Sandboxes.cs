using System.Diagnostics;
using System.Globalization;

namespace Nightingale.Tests.Cluster;

/// <summary>Looks at the machine, not at what Nightingale says of it.</summary>
public static class Sandboxes
{
    /// <summary>The processes outside any sandbox that name this folder among their arguments: one bubblewrap for each running instance.</summary>
    public static IReadOnlyList<int> Of(string folder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(path => (Known: int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id), Id: id))
            .Where(process => process.Known && process.Id != Environment.ProcessId && Names(process.Id, folder))
            .Select(process => process.Id)];

    /// <summary>kill -9 of the Jupyter server inside the sandbox of this folder.</summary>
    public static void KillJupyter(string folder)
    {
        foreach (var id in Of(folder))
            using (var kill = Process.Start("kill", ["-KILL", $"{id}"]))
                kill.WaitForExit();
    }

    private static bool Names(int id, string folder)
    {
        try
        {
            var command = File.ReadLines($"/proc/{id}/cmdline").FirstOrDefault("");
            return command.Split('\0').Any(argument => argument.StartsWith(folder, StringComparison.Ordinal)) && command.Contains("bwrap", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
