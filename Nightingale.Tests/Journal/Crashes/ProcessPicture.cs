namespace Nightingale.Tests.Journal.Crashes;

/// <summary>What a process stands in, for whoever asks why it does not go on.</summary>
internal static class ProcessPicture
{
    /// <summary>Its state, and for each kind of thread how many there are, in which state, and where in the system they wait.</summary>
    public static async Task<string> Of(int process)
    {
        var status = await Read($"/proc/{process}/status");
        var told = status.Split('\n').Where(line => line.StartsWith("State:", StringComparison.Ordinal) || line.StartsWith("VmRSS:", StringComparison.Ordinal));
        var threads = new List<string>();
        foreach (var folder in Directory.Exists($"/proc/{process}/task") ? Directory.GetDirectories($"/proc/{process}/task") : []) threads.Add(await Thread(folder));
        return string.Join('\n', [$"Process {process}: {string.Join(", ", told.DefaultIfEmpty("it is gone")).Replace('\t', ' ')}", .. threads.CountBy(thread => thread).Select(kind => $"  {kind.Value} × {kind.Key}")]);
    }

    // The state is the first word behind the name, which is in brackets and may hold anything.
    private static async Task<string> Thread(string folder)
    {
        var stat = await Read($"{folder}/stat");
        var state = stat.Length == 0 ? "?" : stat[(stat.LastIndexOf(')') + 2)..][..1];
        return $"{(await Read($"{folder}/comm")).Trim()}, {state}, {await Read($"{folder}/wchan")}, system call {(await Read($"{folder}/syscall")).Split(' ')[0].Trim()}";
    }

    private static async Task<string> Read(string file)
    {
        try
        {
            return await File.ReadAllTextAsync(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
