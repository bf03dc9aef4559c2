using System.Diagnostics;
using System.Globalization;

namespace Nightingale.Bench.Launch;

/// <summary>The least Terraform that starts a Jupyter server: one resource with one provisioner, applied by hand. <c>init</c> is not counted.</summary>
internal static class BareTerraform
{
    private const string Module = """
        resource "terraform_data" "server" {
          provisioner "local-exec" { command = "setsid jupyter-server %ARGUMENTS% >jupyter.log 2>&1 </dev/null & echo $! >pid" }
        }
        """;

    /// <summary>Applies, and gives the time until Jupyter answers.</summary>
    public static async Task<TimeSpan> Start(Scratch scratch, CancellationToken cancel)
    {
        var folder = scratch.Folder();
        var (arguments, jupyter) = BareJupyter.In(folder);
        (string, string?)[] environment = [.. jupyter, ("TF_CLI_CONFIG_FILE", null), ("CHECKPOINT_DISABLE", "1")];
        await File.WriteAllTextAsync($"{folder}/main.tf", Module.Replace("%ARGUMENTS%", string.Join(' ', arguments), StringComparison.Ordinal), cancel);
        await Child.Run(folder, "terraform", ["init", "-input=false"], cancel, environment);
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            await Child.Run(folder, "terraform", ["apply", "-auto-approve", "-input=false"], cancel, environment);
            await BareJupyter.Ready(folder, TimeSpan.FromMilliseconds(10), cancel);
            return TimeProvider.System.GetElapsedTime(began);
        }
        finally
        {
            await End($"{folder}/pid");
        }
    }

    private static async Task End(string pid)
    {
        if (!File.Exists(pid)) return;
        using var server = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(pid), CultureInfo.InvariantCulture));
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
    }
}
