using System.CommandLine;
using System.Text.Json.Nodes;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Instances;

/// <summary><c>nightingale instance resize</c></summary>
internal static class ResizeCommand
{
    public static Command Make(Terminal terminal)
    {
        var name = InstanceCommands.Name();
        var size = new SizeOptions();
        var wait = InstanceCommands.Wait("ready again, where it runs");
        var command = new Verb(
            "resize",
            "Give an instance another size: at once (with a new server) where it runs, with the next start where it does not.",
            "nightingale instance resize analysis --size large",
            "nightingale instance resize analysis --disk 100 --wait")
        {
            name,
            wait,
        };
        size.AddTo(command);
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            if (size.Read(asked.Parsed) is not { } wanted) throw new UsageException("Say what it is to have: --size, --cpus, --memory, --gpus or --disk.");
            var path = await InstanceNames.Find(asked.Client, asked.Parsed.GetRequiredValue(name), cancel);
            var instance = await asked.Client.Post($"{path}/resize", new JsonObject { ["size"] = wanted }, cancel);
            if (asked.Parsed.GetValue(wait) && (string?)instance["phase"] is "provisioning" or "starting")
                instance = await new InstanceWatch(asked.Client, terminal.Tell).Until(instance, "ready", cancel);
            terminal.WriteInstance(instance, asked.Json);
        });
    }
}
