using System.Diagnostics;

namespace Nightingale.Tests.Cluster;

/// <summary>What a program did that has ended.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Error">What it wrote to its error output.</param>
public sealed record Ran(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program and waits until it ends; it is killed if it does not.</summary>
    public static async Task<Ran> ToItsEnd(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Bound);
            return new(process.ExitCode, await output.WaitAsync(Bound), await error.WaitAsync(Bound));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
