using Nightingale.Actors.Instances;

namespace Nightingale.Actors.Provisioning;

/// <summary>Where the data folder keeps what belongs to an instance on this node.</summary>
public readonly record struct InstanceFolder
{
    private InstanceFolder(string path) => Root = path;

    /// <summary>Everything of the instance.</summary>
    public string Root { get; }

    /// <summary>The home volume, where the target keeps it on this machine.</summary>
    public string Home => Path.Combine(Root, "home");

    /// <summary>Terraform's working folder.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>What Terraform said, run after run.</summary>
    public string TerraformLog => Path.Combine(Root, "terraform.log");

    /// <summary>What the present Jupyter server said, where it runs on this machine.</summary>
    public string JupyterLog => Path.Combine(Root, "jupyter.log");

    /// <summary>The control groups of the present sandbox, a line each, where the target runs on this machine.</summary>
    public string ControlGroups => Path.Combine(Root, "cgroups");

    /// <summary>The folder of an instance, whether it exists or not.</summary>
    public static InstanceFolder Of(string dataFolder, InstanceId id) => new(Path.Combine(All(dataFolder), id.ToString()));

    /// <summary>The folder that has a folder for each instance.</summary>
    public static string All(string dataFolder) => Path.Combine(dataFolder, "instances");

    /// <summary>The instances that have a folder.</summary>
    public static IReadOnlyList<InstanceId> Existing(string dataFolder)
    {
        var all = new DirectoryInfo(All(dataFolder));
        return all.Exists
            ? [.. all.EnumerateDirectories().SelectMany(folder => InstanceId.TryParse(folder.Name, out var id) ? new[] { id } : [])]
            : [];
    }
}
