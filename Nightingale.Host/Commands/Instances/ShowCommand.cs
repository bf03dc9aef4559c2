using System.CommandLine;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Instances;

/// <summary><c>nightingale instance show</c></summary>
internal static class ShowCommand
{
    public static Command Make(Terminal terminal)
    {
        var name = InstanceCommands.Name();
        var command = new Verb("show", "Show an instance as it is now.", "nightingale instance show analysis", "nightingale instance show 0193 --json") { name };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var path = await InstanceNames.Find(asked.Client, asked.Parsed.GetRequiredValue(name), cancel);
            terminal.WriteInstance(await asked.Client.Get(path, cancel), asked.Json);
        });
    }
}
