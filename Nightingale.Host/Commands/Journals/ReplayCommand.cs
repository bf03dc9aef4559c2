using System.CommandLine;
using System.Text;
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
        return new JournalChoice(terminal).Reads(command, async (source, parsed, cancel) =>
        {
            var entity = JournalCommands.EntityOf(parsed, id);
            var end = ReplayEnd.Parse(parsed.GetValue(until));
            var steps = JournalReplay.Of(entity, source.Events(entity, cancel).TakeWhile(end.Includes));
            if (parsed.GetValue(json)) terminal.WriteJson(new JsonArray([.. await steps.Select(Shown).ToListAsync(cancel)]));
            else await Write(terminal, steps);
            return 0;
        });
    }

    // A state is one line, in the bytes that the live entity has: lines can be compared with each other and with it.
    private static async Task Write(Terminal terminal, IAsyncEnumerable<ReplayStep> steps)
    {
        var any = false;
        await foreach (var step in steps)
        {
            any = true;
            terminal.WriteLine($"{step.Sequence}  {step.At:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}  {step.Type}");
            terminal.WriteLine(Encoding.UTF8.GetString(step.State.Span));
        }

        if (!any) terminal.WriteLine("Nothing had happened by then.");
    }

    private static JsonNode Shown(ReplayStep step) => new JsonObject
    {
        ["sequence"] = step.Sequence,
        ["at"] = step.At,
        ["type"] = step.Type,
        ["state"] = JsonNode.Parse(step.State.Span),
    };
}
