using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Ends what a killed node left running: Terraform, its providers and its scripts. Run it when a node starts, before anything else: a
/// run that goes on would change the world behind the back of the run that follows it. Instances are none of them and live on.
/// </summary>
public sealed class StaleRuns(ProvisioningOptions options, TimeProvider time, ILogger<StaleRuns> log)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Kills at once whatever this node runs, and does not wait for it.</summary>
    public async Task Kill()
    {
        foreach (var process in await Find($"{Terraform.Marker}={options.DataFolder}")) Posix.KillProcess(process);
    }

    /// <summary>Ends what another node of this machine left running in a folder, and waits until it has ended.</summary>
    /// <inheritdoc cref="End(CancellationToken)"/>
    public Task<int> EndIn(string folder, CancellationToken cancel) => End($"{Terraform.FolderMarker}={folder}", cancel);

    /// <summary>Ends them and waits until they have ended.</summary>
    /// <returns>How many processes there were.</returns>
    /// <exception cref="StaleRunException">A process does not end although it was killed.</exception>
    public Task<int> End(CancellationToken cancel = default) => End($"{Terraform.Marker}={options.DataFolder}", cancel);

    private async Task<int> End(string mark, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var ended = new HashSet<int>();
        // A script may start another process between the look and the kill, so look until there is nothing to see.
        while (await Find(mark) is { Count: > 0 } found)
        {
            if (time.GetElapsedTime(began) > Longest)
                throw new StaleRunException($"Processes {string.Join(", ", found)} of an earlier run do not end although they were killed. They may wait for a disk; restart the machine if they stay.");
            foreach (var process in found)
            {
                if (ended.Add(process)) log.StaleProcess(process);
                Posix.KillProcess(process);
            }
            await Task.Delay(Pause, time, cancel);
        }
        return ended.Count;
    }

    private static async Task<List<int>> Find(string mark)
    {
        var found = new List<int>();
        foreach (var process in ProcessTable.Ids().Where(process => process != Environment.ProcessId))
        {
            if ((await ProcessTable.Environment(process)).Contains(mark, StringComparer.Ordinal) && await ProcessTable.Lives(process)) found.Add(process);
        }
        return found;
    }
}

/// <summary>A process of an earlier run cannot be ended. The message is for the operator.</summary>
public sealed class StaleRunException(string message) : Exception(message);
