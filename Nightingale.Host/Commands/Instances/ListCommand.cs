using System.CommandLine;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands.Instances;

/// <summary><c>nightingale instance list</c></summary>
internal static class ListCommand
{
    public static Command Make(Terminal terminal)
    {
        var phase = new Option<string?>("--phase") { Description = "Only those in this phase. Default: all but the deleted.", HelpName = "PHASE" };
        var account = new Option<string?>("--account") { Description = "Only those that this account pays for.", HelpName = "ID" };
        var command = new Verb("list", "List the instances that you may see.", "nightingale instance list", "nightingale instance list --phase ready --json") { phase, account };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var path = "/api/v1/instances?limit=500";
            if (asked.Parsed.GetValue(phase) is { } only) path += $"&phase={Uri.EscapeDataString(only)}";
            if (asked.Parsed.GetValue(account) is { } payer) path += $"&account={Uri.EscapeDataString(payer)}";
            var instances = await asked.Client.List(path, cancel).ToListAsync(cancel);
            if (asked.Json) terminal.WriteJson(new JsonArray([.. instances.Select(instance => instance.DeepClone())]));
            else if (instances.Count == 0) terminal.WriteLine("There are no instances. 'nightingale instance launch NAME' makes one.");
            else terminal.WriteInstances(instances);
        });
    }
}
