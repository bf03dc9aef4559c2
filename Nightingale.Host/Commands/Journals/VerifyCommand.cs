using System.CommandLine;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands.Journals;

/// <summary><c>nightingale journal verify</c>: fails if the journal was tampered with.</summary>
internal static class VerifyCommand
{
    public static Command Make(Terminal terminal)
    {
        var expect = new Option<string?>("--expect") { Description = "The hash of a checkpoint that must be in it, kept where nobody can change it.", HelpName = "HASH" };
        var key = new Option<string?>("--key") { Description = "The file with the first public key ('journal key'). Default: the journal's own word for it.", HelpName = "FILE" };
        var json = JournalCommands.Json();
        var command = new Verb(
            "verify",
            "Check every hash, number and checkpoint; exit code 1 and the first event that does not hold if one does not.",
            "nightingale journal verify",
            "nightingale journal verify --file journal.ndjson --key nightingale.pub --expect 9f86d081…")
        {
            expect,
            key,
            json,
        };
        return new JournalChoice(terminal).Reads(command, async (source, parsed, cancel) =>
        {
            var kept = new KeptEvidence(parsed.GetValue(expect), parsed.GetValue(key) is { } file ? await File.ReadAllTextAsync(file, cancel) : null);
            var found = await Verify(source, kept, cancel);
            var intact = (bool)found["intact"]!;
            if (parsed.GetValue(json)) terminal.WriteJson(found);
            else terminal.WriteLine(string.Join('\n', [Sentence(found), .. intact ? Limits(found, kept) : []]));
            return intact ? 0 : 1;
        });
    }

    private static async Task<JsonObject> Verify(IJournalSource source, KeptEvidence kept, CancellationToken cancel)
    {
        try
        {
            return await source.Verify(kept, cancel);
        }
        catch (ArgumentException)
        {
            throw new UsageException("The file that --key names holds no public key in PEM. 'nightingale journal key' prints it.");
        }
    }

    /// <summary>What was found, for people.</summary>
    public static string Sentence(JsonObject found) => (bool)found["intact"]!
        ? $"The journal is intact: {found["events"]} events of {found["entities"]} entities were checked."
        : $"The journal does not hold. {$"{found["firstProblem"]}".TrimEnd('.')}. Keep it as it is, and compare it with an export.";

    // What an intact journal does not prove by itself.
    private static IEnumerable<string> Limits(JsonObject found, KeptEvidence kept)
    {
        if (found["signedAt"] is { } at)
            yield return $"It is signed up to {at.GetValue<DateTimeOffset>():yyyy-MM-dd'T'HH:mm:ss'Z'} by checkpoint {found["checkpoints"]}, {found["lastCheckpoint"]}. Keep this hash: --expect finds whether anything up to there was cut off.";
        if (found["unsigned"] is { } unsigned && unsigned.GetValue<long>() > 0)
            yield return $"No checkpoint covers its last {unsigned} events yet: whoever can write the file could have made them up, or cut more of them off.";
        if (found["signedAt"] is not null && kept.Key is null)
            yield return "Its first key was taken on its own word: --key holds it against one that you keep.";
    }
}
