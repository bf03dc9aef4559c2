using System.CommandLine;
using System.Text.Json.Nodes;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Instances;

/// <summary><c>nightingale instance logs</c></summary>
internal static class LogsCommand
{
    public static Command Make(Terminal terminal)
    {
        var name = InstanceCommands.Name();
        var source = new Option<string>("--source") { Description = "Whose log.", DefaultValueFactory = _ => "terraform" };
        source.AcceptOnlyFromAmong("terraform", "jupyter");
        var tail = new Option<int>("--tail") { Description = "At most so many lines, the last ones.", DefaultValueFactory = _ => 200, HelpName = "LINES" };
        var command = new Verb("logs", "Read the end of an instance's log.", "nightingale instance logs analysis", "nightingale instance logs analysis --source jupyter --tail 50")
        {
            name,
            source,
            tail,
        };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var path = await InstanceNames.Find(asked.Client, asked.Parsed.GetRequiredValue(name), cancel);
            var text = await asked.Client.Text($"{path}/logs?source={asked.Parsed.GetValue(source)}&tail={asked.Parsed.GetValue(tail)}", cancel);
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (asked.Json) terminal.WriteJson(new JsonArray([.. lines]));
            else
                foreach (var line in lines)
                    terminal.WriteLine(line);
        });
    }
}
