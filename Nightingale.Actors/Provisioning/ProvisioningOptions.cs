using System.Text;

namespace Nightingale.Actors.Provisioning;

/// <summary>How this node runs Terraform.</summary>
public sealed record ProvisioningOptions
{
    // A Unix socket's path has at most 107 bytes; under the data folder it is /instances/<36 characters>/s.
    private const int LongestDataFolder = 107 - 11 - 36 - 2;

    /// <summary>The folder with one module a target: absolute.</summary>
    public required string ModulesFolder { get; init; }

    /// <summary>The node's data folder: absolute, at most 58 bytes.</summary>
    public required string DataFolder { get; init; }

    /// <summary>
    /// Under which folder instances that run on this machine live: absolute, at most 58 bytes. Null: the data folder. Nodes on one machine that take over each
    /// other's instances share it.
    /// </summary>
    public string? SharedFolder { get; init; }

    /// <summary>Where the folder with a folder for each instance lies.</summary>
    public string InstancesUnder => SharedFolder ?? DataFolder;

    /// <summary>Terraform: a name to look for on the path, or a path. Default <c>terraform</c>.</summary>
    public string TerraformBinary { get; init; } = "terraform";

    /// <summary>Runs in progress at a time on this node. Default: the processors + 1, beyond which more runs at a time make all of them slower.</summary>
    public int MaxRuns { get; init; } = Environment.ProcessorCount + 1;

    /// <summary>How long a run may take before it is ended. Default 30 min.</summary>
    public TimeSpan RunTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a run that was asked to end may take before it is killed. Default 35 s: providers need a while to let go, and it is less than a worker is given to end.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>How often a run is tried again after a transient failure. Default 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The wait before the first retry; it doubles with each, with jitter. Default 2 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait before a retry. Default 1 min.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How large an instance's Terraform log grows before its older half is dropped, in bytes. Default 1 MiB.</summary>
    public long LogBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The variables of this process's environment that Terraform gets, besides what a run needs. Default: the search path, the home,
    /// the language, proxies and certificates. A target's credentials come in by naming their variables here.
    /// </summary>
    public IReadOnlyList<string> PassedOn { get; init; } =
    [
        "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ];

    /// <summary>What does not hold, in words for the operator; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Path.IsPathFullyQualified(ModulesFolder)) yield return $"Provisioning:ModulesFolder is '{ModulesFolder}'; give an absolute path.";
        if (!Path.IsPathFullyQualified(DataFolder)) yield return $"Provisioning:DataFolder is '{DataFolder}'; give an absolute path.";
        else if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(DataFolder)) != DataFolder)
            yield return $"Provisioning:DataFolder is '{DataFolder}'; write it as '{Path.TrimEndingDirectorySeparator(Path.GetFullPath(DataFolder))}': processes are found by it.";
        if (Encoding.UTF8.GetByteCount(InstancesUnder) > LongestDataFolder)
            yield return $"Provisioning:{(SharedFolder is null ? "DataFolder" : "SharedFolder")} is '{InstancesUnder}'; it may have at most {LongestDataFolder} bytes, because the sockets of instances lie under it. Choose a shorter path.";
        if (SharedFolder is not null && Path.TrimEndingDirectorySeparator(Path.GetFullPath(SharedFolder)) != SharedFolder)
            yield return $"Provisioning:SharedFolder is '{SharedFolder}'; give it as an absolute path without a slash at its end.";
        if (DataFolder.Any(letter => letter is < ' ' or > '~')) yield return $"Provisioning:DataFolder is '{DataFolder}'; use printable ASCII characters only.";
        if (TerraformBinary.Length == 0) yield return "Provisioning:TerraformBinary is empty; leave it out to use the terraform on the path.";
        if (MaxRuns < 1) yield return $"Provisioning:MaxRuns is {MaxRuns}; the least is 1.";
        if (RunTimeout < TimeSpan.FromSeconds(1)) yield return $"Provisioning:RunTimeout is {RunTimeout}; the least is 1 s.";
        if (CancelGrace < TimeSpan.Zero) yield return $"Provisioning:CancelGrace is {CancelGrace}; the least is 0.";
        if (Retries is < 0 or > 20) yield return $"Provisioning:Retries is {Retries}; from 0 to 20.";
        if (RetryDelay <= TimeSpan.Zero || RetryDelay > LongestRetryDelay)
            yield return $"Provisioning:RetryDelay is {RetryDelay}; it must be above 0 and at most LongestRetryDelay, {LongestRetryDelay}.";
        if (LongestRetryDelay > TimeSpan.FromDays(1)) yield return $"Provisioning:LongestRetryDelay is {LongestRetryDelay}; the most is a day.";
        if (LogBytes < 4096) yield return $"Provisioning:LogBytes is {LogBytes}; the least is 4096.";
    }
}
