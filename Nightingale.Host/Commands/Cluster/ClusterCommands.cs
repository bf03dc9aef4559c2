using System.CommandLine;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale cluster</c>: what operators do with a cluster.</summary>
internal static class ClusterCommands
{
    public static Command Make(Terminal terminal) => new Verb("cluster", "Make a cluster's keys, see who holds what, drain nodes, set sizes and prices, verify the database, and rebuild its lists.", "nightingale cluster init /root/cluster", "nightingale cluster status")
    {
        Init(terminal),
        Certificate(terminal),
        StatusCommands.Status(terminal),
        StatusCommands.Drain(terminal, draining: true),
        StatusCommands.Drain(terminal, draining: false),
        ClusterVerifyCommand.Make(terminal),
        ConfigurationCommands.Sizes(terminal),
        ConfigurationCommands.Prices(terminal),
        TokenCommand.Make(terminal),
        RebuildCommand.Make(terminal),
    };

    private static Verb Init(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to make them in. Keep it: whoever has it can read every secret of the cluster." };
        var command = new Verb("init", "Make the secret and the certificate authority of a new cluster.", "nightingale cluster init /root/cluster") { folder };
        command.SetAction(parsed =>
        {
            ClusterKeys.Make(Path.GetFullPath(parsed.GetValue(folder)!), terminal.Time.GetUtcNow());
            terminal.WriteLine($"The cluster's keys are in {parsed.GetValue(folder)}. Nodes of this machine alone use them as they are; for others sign certificates: nightingale cluster certificate NAME --cluster {parsed.GetValue(folder)} --host ADDRESS");
            return 0;
        });
        return command;
    }

    private static Verb Certificate(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "What the node is called." };
        var keys = new Option<string>("--cluster") { Description = "The folder of 'cluster init'.", HelpName = "DIR", Required = true };
        var hosts = new Option<string[]>("--host") { Description = "A name or an address by which others reach it; several if need be.", HelpName = "HOST", Required = true };
        var command = new Verb(
            "certificate",
            "Sign a certificate for a node, and lay what it needs into a folder of its name.",
            "nightingale cluster certificate ada --cluster /root/cluster --host 10.0.0.4")
        {
            name,
            keys,
            hosts,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var called = parsed.GetValue(name)!;
            if (called.Length is 0 or > 63 || !called.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-'))
                throw new UsageException($"NAME is {called}; it must be 1 to 63 letters, digits and hyphens.");
            var folder = await ClusterKeys.Sign(Path.GetFullPath(parsed.GetValue(keys)!), called, parsed.GetValue(hosts)!, terminal.Time.GetUtcNow(), cancel);
            terminal.WriteLine($"Bring {folder} to the node, and name it there with --cluster. The certificate is good for a year.");
            return 0;
        });
        return command;
    }
}
