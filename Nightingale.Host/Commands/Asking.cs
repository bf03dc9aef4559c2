using System.CommandLine;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands;

/// <summary>A command that asks a server: the connection's options, <c>--json</c>, and an action with an open client.</summary>
internal sealed class Asking
{
    private readonly Connection _connection;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, as the API gives it." };

    /// <summary>Adds the options to a command.</summary>
    public Asking(Command command, Terminal terminal)
    {
        Command = command;
        _connection = new(terminal);
        _connection.AddTo(command);
        command.Add(_json);
    }

    /// <summary>The command.</summary>
    public Command Command { get; }

    /// <summary>What it does; gives itself for building.</summary>
    public Command Does(Func<Asked, CancellationToken, Task> action)
    {
        Command.SetAction(async (parsed, cancel) =>
        {
            using var client = await _connection.Open(parsed, cancel);
            await action(new(client, parsed, parsed.GetValue(_json)), cancel);
            return 0;
        });
        return Command;
    }
}

/// <summary>What a command was asked.</summary>
/// <param name="Client">The server.</param>
/// <param name="Parsed">The command line.</param>
/// <param name="Json">Whether JSON is wanted.</param>
internal sealed record Asked(ApiClient Client, ParseResult Parsed, bool Json);
