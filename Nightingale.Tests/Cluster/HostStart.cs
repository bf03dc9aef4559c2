using System.Diagnostics;
using Nightingale.Host.Composition;

namespace Nightingale.Tests.Cluster;

/// <summary>How a test starts the product.</summary>
/// <param name="DataFolder">The node's data folder, as the node sees it.</param>
public sealed record HostStart(string DataFolder)
{
    /// <summary>The data folder as this process sees it.</summary>
    public string SeenFolder { get; init; } = DataFolder;

    /// <summary>Variables that differ from this process's; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Which command it is: `up`, or `node` with the arguments of one.</summary>
    public string Verb { get; init; } = "up";

    /// <summary>More arguments of it.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The operator's token: the node's own, or that of the cluster's first node, whose data folder lies beside this one.</summary>
    public string TokenFile => Directory.EnumerateDirectories(Path.GetDirectoryName(SeenFolder)!)
        .Prepend(SeenFolder)
        .Select(folder => Path.Combine(folder, "operator.token"))
        .First(file => File.Exists(file) || Verb == "up");

    /// <summary>A command that becomes the product, in another place or with fewer rights.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>The node itself, on a free port unless the arguments name one.</summary>
    public ProcessStartInfo Up() => Command([Verb, "--data", DataFolder, .. Arguments.Contains("--port", StringComparer.Ordinal) ? [] : new[] { "--port", "0" }, .. Arguments]);

    /// <summary>Any command line.</summary>
    public ProcessStartInfo Command(IReadOnlyList<string> arguments)
    {
        // Who runs the tests in the background ignores SIGINT, and so would everything that they start.
        string[] command = [.. Through, Programs.Find("env"), "--default-signal", Programs.Find("dotnet"), typeof(Node).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("TF_CLI_CONFIG_FILE");
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs a command of the product on this data folder, as people do, to its end.</summary>
    public Task<Ran> Run(params IReadOnlyList<string> arguments) => Ran.ToItsEnd(Command([.. arguments, "--data", DataFolder]));
}
