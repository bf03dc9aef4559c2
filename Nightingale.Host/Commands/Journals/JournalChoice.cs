using System.CommandLine;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Journals;

/// <summary>Which journal a command line means: the API's where a node runs, else the files of the data folder.</summary>
internal sealed class JournalChoice(Terminal terminal)
{
    private readonly Connection _connection = new(terminal);

    /// <summary>Gives a command the options and an action with an open journal; gives the command for building.</summary>
    public Command Does(Command command, Func<IJournalSource, ParseResult, CancellationToken, Task> action)
    {
        AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var source = await Open(parsed, cancel);
            await action(source, parsed, cancel);
            return 0;
        });
        return command;
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => _connection.AddTo(command);

    /// <summary>Opens the journal.</summary>
    /// <exception cref="ApiException">A server was named and nothing says how to reach it.</exception>
    public async Task<IJournalSource> Open(ParseResult parsed, CancellationToken cancel)
    {
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
