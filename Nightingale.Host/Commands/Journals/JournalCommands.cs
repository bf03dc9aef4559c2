using System.CommandLine;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands.Journals;

/// <summary><c>nightingale journal</c></summary>
internal static class JournalCommands
{
    public static Command Make(Terminal terminal) => new Verb(
        "journal",
        "Audit the journal: of a running node over its API, of a stopped one on its files, of a cluster in its database, or an exported file.",
        "nightingale journal list",
        "nightingale journal replay instance/0193c2a4-… --until 2026-03-01T09:00:00Z",
        "nightingale journal verify --file journal.ndjson --key nightingale.pub")
    {
        List(terminal),
        Show(terminal),
        ReplayCommand.Make(terminal),
        VerifyCommand.Make(terminal),
        Export(terminal),
        KeyCommands.Show(terminal),
        KeyCommands.Rotate(terminal),
    };

    /// <summary>The argument that names an entity.</summary>
    public static Argument<string> Entity() => new("ID") { Description = "The entity's kind and id, such as account/default; an instance's id alone will do." };

    /// <summary>The entity that is meant: a UUID alone is an instance's.</summary>
    public static string EntityOf(ParseResult parsed, Argument<string> id) =>
        parsed.GetRequiredValue(id) is var given && Guid.TryParse(given, out var instance) ? $"instance/{instance}" : given;

    private static Command List(Terminal terminal)
    {
        var json = Json();
        var command = new Verb("list", "List every entity that has events.", "nightingale journal list", "nightingale journal list --json") { json };
        return new JournalChoice(terminal).Reads(command, async (source, parsed, cancel) =>
        {
            var entities = await source.Entities(cancel).ToListAsync(cancel);
            if (parsed.GetValue(json)) terminal.WriteJson(new JsonArray([.. entities.Select(entity => entity.DeepClone())]));
            else terminal.WriteTable(["ID", "EVENTS"], entities.Select(entity => (IReadOnlyList<string>)[$"{entity["id"]}", $"{entity["version"]}"]));
            return 0;
        });
    }

    private static Command Show(Terminal terminal)
    {
        var (id, json) = (Entity(), Json());
        var command = new Verb("show", "Show an entity's events.", "nightingale journal show account/default", "nightingale journal show account/default --json") { id, json };
        return new JournalChoice(terminal).Reads(command, async (source, parsed, cancel) =>
        {
            terminal.WriteEvents(await source.Events(EntityOf(parsed, id), cancel).ToListAsync(cancel), parsed.GetValue(json));
            return 0;
        });
    }

    private static Command Export(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "Changes nothing: an export is JSON." };
        var command = new Verb("export", "Write every event, checkpoint and public key as a line of JSON.", "nightingale journal export > journal.ndjson") { json };
        return new JournalChoice(terminal).ReadsNode(command, (source, _, cancel) => source.Export(terminal.Output, cancel));
    }

    /// <summary>The option for JSON.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };
}
