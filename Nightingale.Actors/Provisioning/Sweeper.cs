using Microsoft.Extensions.Logging;
using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Finds what is on this machine for an instance that does not exist. Compute is ended, since nobody owes it. A home is never removed
/// here, since it may be the last copy of somebody's work: it is reported by name, and an operator decides.
/// </summary>
/// <param name="options">Whose data folder to look at.</param>
/// <param name="existing">
/// The instances that exist: launched and not deleted. It is asked after the look, so that an instance launched meanwhile is not
/// taken for an orphan; what it tells must be complete up to the moment of the question.
/// </param>
/// <param name="time">The clock.</param>
/// <param name="log">The operators' log.</param>
public sealed class Sweeper(
    ProvisioningOptions options,
    Func<CancellationToken, Task<IReadOnlySet<InstanceId>>> existing,
    TimeProvider time,
    ILogger<Sweeper> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly HashSet<InstanceId> _told = [];

    /// <summary>Sweeps now and after each <paramref name="interval"/> until cancelled. A sweep that fails is logged, and the next one comes.</summary>
    public async Task Run(TimeSpan interval, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                await Sweep(cancel);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.SweepFailed(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    /// <summary>Looks once.</summary>
    public async Task<SweepReport> Sweep(CancellationToken cancel)
    {
        var sandboxes = await Sandboxes(cancel);
        var folders = InstanceFolder.Existing(options.InstancesUnder);
        var known = await existing(cancel);
        var ended = new List<string>();
        foreach (var sandbox in sandboxes.Where(sandbox => !known.Contains(sandbox.Key)))
        {
            await End(sandbox, cancel);
            ended.Add(sandbox.Key.ToString());
        }
        var orphans = folders.Where(instance => !known.Contains(instance)).ToList();
        foreach (var instance in orphans.Where(_told.Add)) log.OrphanFolder(instance);
        return new([.. ended.Order(StringComparer.Ordinal)], [.. orphans.Select(instance => instance.ToString()).Order(StringComparer.Ordinal)]);
    }

    private async Task End(IGrouping<InstanceId, int> sandbox, CancellationToken cancel)
    {
        log.OrphanEnded(sandbox.Key);
        foreach (var process in sandbox) Posix.KillProcess(process);
        foreach (var process in sandbox)
        {
            for (var looks = 0; looks < 500 && await ProcessTable.Lives(process); looks++) await Task.Delay(Pause, time, cancel);
        }
        var groups = InstanceFolder.Of(options.InstancesUnder, sandbox.Key).ControlGroups;
        if (!File.Exists(groups)) return;
        foreach (var group in (await File.ReadAllLinesAsync(groups, cancel)).Where(Directory.Exists)) await Remove(group, cancel);
    }

    // The kernel takes a moment to see that a group is empty. One that stays costs nothing, and the next sandbox of the instance takes it.
    private async Task Remove(string group, CancellationToken cancel)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            try
            {
                Directory.Delete(group);
                return;
            }
            catch (IOException) when (Directory.Exists(group))
            {
                await Task.Delay(Pause, time, cancel);
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
        }
        log.GroupStays(group);
    }

    private async Task<ILookup<InstanceId, int>> Sandboxes(CancellationToken cancel)
    {
        var found = new List<(int Process, InstanceId Instance)>();
        foreach (var process in ProcessTable.Ids())
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var argument in await ProcessTable.Arguments(process))
            {
                if (InstanceOf(argument) is { } instance && await ProcessTable.IsOutsideOrFirst(process)) found.Add((process, instance));
            }
        }
        return found.ToLookup(sandbox => sandbox.Instance, sandbox => sandbox.Process);
    }

    // A sandbox has its instance's home as an argument of its own.
    private InstanceId? InstanceOf(string argument) =>
        Path.GetFileName(argument) is "home"
        && InstanceId.TryParse(Path.GetFileName(Path.GetDirectoryName(argument)), out var instance)
        && InstanceFolder.Of(options.InstancesUnder, instance).Home == argument
            ? instance
            : null;
}

/// <summary>What a sweep found.</summary>
/// <param name="Ended">The ids of instances that do not exist and whose compute was ended.</param>
/// <param name="Orphans">The ids of instances that do not exist and whose folders are still here.</param>
public sealed record SweepReport(IReadOnlyList<string> Ended, IReadOnlyList<string> Orphans);
