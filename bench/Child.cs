using System.Diagnostics;

namespace Nightingale.Bench;

/// <summary>A process that a benchmark started, and ends.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    /// <summary>How long it has kept processors busy.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program; its output goes to a file.</summary>
    public static Child Start(string folder, string program, IReadOnlyList<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder, UseShellExecute = false };
        foreach (var argument in (string[])["-c", "exec \"$@\" >>log 2>&1 </dev/null", "sh", program, .. arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has the end of what it printed.</exception>
    public static async Task Run(string folder, string program, IReadOnlyList<string> arguments, CancellationToken cancel, params (string Name, string? Value)[] environment)
    {
        await using var child = Start(folder, program, arguments, environment);
        await child._process.WaitForExitAsync(cancel);
        if (child._process.ExitCode == 0) return;
        var log = await File.ReadAllTextAsync(Path.Combine(folder, "log"), CancellationToken.None);
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {log[Math.Max(0, log.Length - 2000)..]}");
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Sends it a signal, as <c>KILL</c>. One that is gone is none the worse.</summary>
    public async Task Signal(string name)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{name}", $"{_process.Id}"]) { UseShellExecute = false, RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Ended(TimeSpan within)
    {
        await _process.WaitForExitAsync().WaitAsync(within);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, as Ctrl-C does, and waits.</summary>
    public async Task Interrupt()
    {
        if (_process.HasExited) return;
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
    }

    /// <summary>Ends it and what it started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
