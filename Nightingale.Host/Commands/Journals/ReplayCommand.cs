using System.CommandLine;
using System.Text.Json.Nodes;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands.Journals;

/// <summary><c>nightingale journal replay</c>: the state after each event.</summary>
internal static class ReplayCommand
{
    public static Command Make(Terminal terminal)
    {
        var id = JournalCommands.Entity();
        var until = new Option<string?>("--until") { Description = "The last sequence number, or the last moment. Default: the end.", HelpName = "TIME|SEQ" };
        var json = JournalCommands.Json();
        var command = new Verb(
            "replay",
            "Fold an entity's events again: what happened, and the state that came of it.",
            "nightingale journal replay account/default",
            "nightingale journal replay account/default --until 17 --json")
        {
            id,
            until,
            json,
        };
        return new JournalChoice(terminal).Does(command, async (source, parsed, cancel) =>
        {
            var entity = parsed.GetRequiredValue(id);
            var end = ReplayEnd.Parse(parsed.GetValue(until));
            var steps = await StoppedJournal.Replay(entity, source.Events(entity, cancel).TakeWhile(end.Includes)).ToListAsync(cancel);
            Write(terminal, steps, parsed.GetValue(json));
        });
    }

    private static void Write(Terminal terminal, List<JsonObject> steps, bool json)
    {
        if (json)
        {
            terminal.WriteJson(new JsonArray([.. steps.Select(step => step.DeepClone())]));
            return;
        }

        foreach (var step in steps) terminal.WriteLine($"{step["sequence"],6}  {step["at"]}  {step["type"]}");
        if (steps is [.., var last]) terminal.WriteJson(last["state"]!);
        else terminal.WriteLine("Nothing had happened by then.");
    }
}
