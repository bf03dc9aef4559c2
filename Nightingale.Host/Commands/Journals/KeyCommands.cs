using System.CommandLine;
using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Commands.Journals;

/// <summary><c>nightingale journal key</c> and <c>rotate-key</c>: the key that signs the journal's checkpoints.</summary>
internal static class KeyCommands
{
    public static Command Show(Terminal terminal)
    {
        var command = new Verb(
            "key",
            "Print the first public key that signed the journal. Keep it elsewhere: 'journal verify --key' trusts it and those that it endorses, and no other.",
            "nightingale journal key > nightingale.pub");
        var json = JournalCommands.Json();
        command.Add(json);
        return new JournalChoice(terminal).ReadsNode(command, async (source, parsed, cancel) =>
        {
            var key = await source.FirstKey(cancel);
            if (parsed.GetValue(json)) terminal.WriteJson(new JsonObject { ["id"] = key.Id, ["pem"] = key.Pem() });
            else terminal.WriteLine(key.Pem());
        });
    }

    public static Command Rotate(Terminal terminal)
    {
        var connection = new Connection(terminal);
        var json = JournalCommands.Json();
        var command = new Verb(
            "rotate-key",
            "Replace the key that signs a stopped node's journal. The old one endorses the new one, and is then deleted.",
            "nightingale journal rotate-key --data /srv/nightingale") { json };
        connection.AddDataFolderTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var key = await Rotate(connection.DataFolder(parsed));
            if (parsed.GetValue(json)) terminal.WriteJson(new JsonObject { ["id"] = key.Id, ["endorsedBy"] = key.EndorsedBy, ["pem"] = key.Pem() });
            else terminal.WriteLine($"Key {key.Id} signs the journal from now on; key {key.EndorsedBy} endorses it. Whoever keeps the first public key needs no other.");
            return 0;
        });
        return command;
    }

    private static async Task<CheckpointKey> Rotate(string dataFolder)
    {
        await using (SqliteJournal.OpenReadOnly(dataFolder))
        {
            // There is a journal: none is made by mistake.
        }

        using var ours = DataFolderLock.Take(dataFolder);
        await using var journal = SqliteJournal.Open(new() { Folder = dataFolder });
        return await journal.RotateKey();
    }
}
