using System.CommandLine;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Instances;

/// <summary><c>nightingale instance launch</c></summary>
internal static class LaunchCommand
{
    public static Command Make(Terminal terminal)
    {
        var options = new LaunchOptions();
        var wait = InstanceCommands.Wait("ready");
        var command = new Verb(
            "launch",
            "Launch an instance. Without a size it is small.",
            "nightingale instance launch analysis --wait",
            "nightingale instance launch training --size large --idle-stop PT30M",
            "nightingale instance launch scan --cpus 6 --memory 24 --disk 100")
        {
            wait,
        };
        options.AddTo(command);
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var instance = await asked.Client.Post("/api/v1/instances", options.Read(asked.Parsed), cancel);
            if (asked.Parsed.GetValue(wait)) instance = await new InstanceWatch(asked.Client, terminal.Tell).Until(instance, "ready", cancel);
            terminal.WriteInstance(instance, asked.Json);
        });
    }
}
