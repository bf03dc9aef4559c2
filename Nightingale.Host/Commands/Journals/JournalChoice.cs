using System.CommandLine;
using Nightingale.Host.Client;
using Nightingale.Host.Commands.Cluster;

namespace Nightingale.Host.Commands.Journals;

/// <summary>Which journal a command line means: an exported file, a cluster's database, or a node's: the API's where it runs, else the files of the data folder.</summary>
internal sealed class JournalChoice(Terminal terminal)
{
    private readonly Connection _connection = new(terminal);
    private readonly DatabaseOption _database = new(terminal);
    private readonly Option<string?> _file = new("--file") { Description = "An exported file instead of a node's journal.", HelpName = "FILE" };

    /// <summary>Gives a command that reads the options and an action with an open journal; gives the command for building.</summary>
    /// <returns>The command; the action gives its exit code.</returns>
    public Command Reads(Command command, Func<IJournalSource, ParseResult, CancellationToken, Task<int>> action)
    {
        command.Add(_file);
        _connection.AddTo(command);
        _database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var source = parsed.GetValue(_file) is { } file ? new ExportedJournal(Path.GetFullPath(file)) : (IJournalSource)await Open(parsed, cancel);
            return await action(source, parsed, cancel);
        });
        return command;
    }

    /// <summary>Gives a command that needs a node's journal the options and an action with it; gives the command for building.</summary>
    public Command ReadsNode(Command command, Func<INodeJournal, ParseResult, CancellationToken, Task> action)
    {
        _connection.AddTo(command);
        _database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var source = await Open(parsed, cancel);
            await action(source, parsed, cancel);
            return 0;
        });
        return command;
    }

    private async Task<INodeJournal> Open(ParseResult parsed, CancellationToken cancel)
    {
        if (DatabaseOption.IsNamed(parsed)) return new DatabaseJournal(_database.Open(parsed));
        var folder = _connection.DataFolder(parsed);
        var runs = _connection.NamesServer(parsed) || (await ServerAddress.OfNode(folder, cancel) is { } url && await Answers(url, cancel));
        return runs ? new ServedJournal(await _connection.Open(parsed, cancel)) : new FiledJournal(folder);
    }

    // A node that was killed leaves its address behind, so only an answer tells that it runs.
    private async Task<bool> Answers(Uri url, CancellationToken cancel)
    {
        using var anonymous = new ApiClient(new(url, null), terminal.Time);
        try
        {
            await anonymous.Get("/healthz", cancel);
            return true;
        }
        catch (ApiException)
        {
            return false;
        }
    }
}
