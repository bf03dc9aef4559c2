using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// Initialises each target's module once in a node's life; all runs of the target then share what <c>terraform init</c> made (the
/// backend's configuration, the providers), each from a working folder of its own.
/// </summary>
internal sealed partial class PreparedModules(ProvisioningOptions options, Terraform terraform)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _preparing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _prepared = new(StringComparer.Ordinal);

    /// <summary>The folder of a target's module, or null if there is no such target.</summary>
    public string? ModuleOf(string target)
    {
        var module = Path.Combine(options.ModulesFolder, target);
        return TargetName().IsMatch(target) && Directory.Exists(module) ? module : null;
    }

    /// <summary>The variables that let a run use what was prepared.</summary>
    public IReadOnlyDictionary<string, string> Environment(string target, StateSession session) =>
        new Dictionary<string, string>(session.Environment, StringComparer.Ordinal) { ["TF_DATA_DIR"] = DataOf(target) };

    /// <summary>Prepares the target's module if this has not been done yet.</summary>
    /// <param name="target">The target.</param>
    /// <param name="work">The working folder of the run that comes first.</param>
    /// <param name="session">Its session: initialising reads the state.</param>
    /// <param name="line">Gets what Terraform says.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null when the module is ready, otherwise how <c>terraform init</c> ended.</returns>
    public async Task<TerraformExit?> Prepare(string target, WorkFolder work, StateSession session, Action<string> line, CancellationToken cancel)
    {
        if (_prepared.ContainsKey(target)) return null;
        var preparing = _preparing.GetOrAdd(target, _ => new(1));
        await preparing.WaitAsync(cancel);
        try
        {
            if (_prepared.ContainsKey(target)) return null;
            Directory.CreateDirectory(DataOf(target));
            // A backend that is configured anew needs no old configuration; but init reads it, and fails on what a kill or a full disk cut off.
            File.Delete(Path.Combine(DataOf(target), "terraform.tfstate"));
            var exit = await terraform.Run(work.Path, ["init", "-input=false", "-json", "-reconfigure"], Environment(target, session), line, cancel);
            if (exit.Code != 0) return exit;
            _prepared[target] = target;
            return null;
        }
        finally
        {
            preparing.Release();
        }
    }

    private string DataOf(string target) => Path.Combine(options.DataFolder, "terraform", target);

    [GeneratedRegex("^[a-z][a-z0-9-]{0,30}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TargetName();
}
