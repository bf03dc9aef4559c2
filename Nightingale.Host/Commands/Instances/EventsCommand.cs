using System.CommandLine;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Instances;

/// <summary><c>nightingale instance events</c></summary>
internal static class EventsCommand
{
    public static Command Make(Terminal terminal)
    {
        var name = InstanceCommands.Name();
        var command = new Verb("events", "List what happened to an instance, as its journal tells it.", "nightingale instance events analysis", "nightingale instance events analysis --json") { name };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var path = await InstanceNames.Find(asked.Client, asked.Parsed.GetRequiredValue(name), cancel);
            terminal.WriteEvents(await asked.Client.List($"{path}/events?limit=1000", cancel).ToListAsync(cancel), asked.Json);
        });
    }
}
