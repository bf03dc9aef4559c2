using System.CommandLine;
using System.Text.Json.Nodes;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands.Journals;

/// <summary><c>nightingale journal verify</c>: fails if the journal was tampered with.</summary>
internal static class VerifyCommand
{
    public static Command Make(Terminal terminal)
    {
        var journal = new JournalChoice(terminal);
        var file = new Option<string?>("--file") { Description = "An exported file instead.", HelpName = "FILE" };
        var expect = new Option<string?>("--expect") { Description = "The hash that it must end in, from a place that nobody can change.", HelpName = "HASH" };
        var json = JournalCommands.Json();
        var command = new Verb(
            "verify",
            "Check every hash, number and checkpoint; exit code 1 and the first event that does not hold if one does not.",
            "nightingale journal verify",
            "nightingale journal verify --file journal.ndjson --expect 9f86d081…")
        {
            file,
            expect,
            json,
        };
        journal.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var found = parsed.GetValue(file) is { } path
                ? await StoppedJournal.Verify(Path.GetFullPath(path), parsed.GetValue(expect)).WaitAsync(cancel)
                : await Verify(journal, parsed, parsed.GetValue(expect), cancel);
            if (parsed.GetValue(json)) terminal.WriteJson(found);
            else terminal.WriteLine(Sentence(found));
            return (bool)found["intact"]! ? 0 : 1;
        });
        return command;
    }

    /// <summary>What was found, for people.</summary>
    public static string Sentence(JsonObject found) => (bool)found["intact"]!
        ? $"The journal is intact: {found["events"]} events of {found["entities"]} entities were checked."
        : $"The journal does not hold. {found["firstProblem"]} Keep it as it is, and compare it with an export.";

    private static async Task<JsonObject> Verify(JournalChoice journal, ParseResult parsed, string? expect, CancellationToken cancel)
    {
        using var source = await journal.Open(parsed, cancel);
        return await source.Verify(expect, cancel);
    }
}
