using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Terraform's command line. Each run is the leader of a session and process group of its own, so that the whole group can be ended
/// when Terraform does not end by itself, and gets an environment that holds what is on a list and nothing else.
/// </summary>
internal sealed class Terraform(ProvisioningOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Marks every process of a run with the data folder it works for: <see cref="StaleRuns"/> finds it by that.</summary>
    public const string Marker = "NIGHTINGALE_RUN_OF";

    /// <summary>The variable that tells in which folder a run works.</summary>
    public const string FolderMarker = "NIGHTINGALE_RUN_IN";

    // Whoever holds the pipes of a run that is over may do so for ever; nobody waits for its last words longer than this.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>Runs Terraform and hands on each line it writes to its standard output.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="arguments">What to do.</param>
    /// <param name="environment">Variables besides those that every run gets.</param>
    /// <param name="line">Gets each line, one after the other.</param>
    /// <param name="cancel">Asks Terraform to end (SIGINT), and kills the group when it has not within <see cref="ProvisioningOptions.CancelGrace"/>.</param>
    /// <exception cref="OperationCanceledException">It was asked to end, and has ended.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The process could not be started.</exception>
    public async Task<TerraformExit> Run(
        string folder,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        Action<string> line,
        CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var process = Process.Start(StartInfo(folder, arguments, environment))
            ?? throw new InvalidOperationException("A new process was expected.");
        log.TerraformStarted(process.Id, arguments[0]);
        process.StandardInput.Close();
        var output = Lines(process.StandardOutput, line);
        var errors = new ConcurrentQueue<string>();
        var errorOutput = Lines(process.StandardError, errors.Enqueue);
        var ended = await EndedByItself(process, cancel);
        Posix.KillGroup(process.Id);
        await LastLines(process.Id, output, errorOutput);
        log.TerraformEnded(process.Id, process.ExitCode);
        if (!ended) throw new OperationCanceledException(cancel);
        return new(process.ExitCode, [.. errors]);
    }

    private async Task<bool> EndedByItself(Process process, CancellationToken cancel)
    {
        try
        {
            await process.WaitForExitAsync(cancel);
            return true;
        }
        catch (OperationCanceledException)
        {
            await End(process);
            return false;
        }
    }

    private async Task End(Process process)
    {
        Posix.InterruptProcess(process.Id);
        using var grace = new CancellationTokenSource(options.CancelGrace, time);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            log.TerraformKilled(process.Id, options.CancelGrace);
            Posix.KillGroup(process.Id);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task LastLines(int process, Task output, Task errors)
    {
        try
        {
            await Task.WhenAll(output, errors).WaitAsync(LastWords, time);
        }
        catch (TimeoutException)
        {
            log.PipesHeld(process);
        }
    }

    private static async Task Lines(StreamReader reader, Action<string> line)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } read) line(read);
        }
        catch (ObjectDisposedException)
        {
            // The run is over and its last words were not waited for.
        }
    }

    private ProcessStartInfo StartInfo(string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var info = new ProcessStartInfo("setsid", [options.TerraformBinary, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (var name in options.PassedOn)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) info.Environment[name] = value;
        }
        foreach (var (name, value) in Always) info.Environment[name] = value;
        info.Environment[Marker] = options.DataFolder;
        info.Environment[FolderMarker] = folder;
        foreach (var (name, value) in environment) info.Environment[name] = value;
        return info;
    }

    // Runs are short, so collecting garbage only costs them time; the limit is for the providers, which inherit this.
    private static readonly KeyValuePair<string, string>[] Always =
    [
        new("GOGC", "off"),
        new("GOMEMLIMIT", "512MiB"),
        new("CHECKPOINT_DISABLE", "1"),
        new("TF_IN_AUTOMATION", "1"),
        new("TF_INPUT", "0"),
    ];
}

/// <summary>How a run of Terraform ended.</summary>
/// <param name="Code">0 is good; 127 means that Terraform could not be started.</param>
/// <param name="Errors">The lines of its standard error; empty with <c>-json</c>, unless it crashed.</param>
internal sealed record TerraformExit(int Code, IReadOnlyList<string> Errors);
