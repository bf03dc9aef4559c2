using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands;

/// <summary><c>nightingale up</c>: runs a node until it is told to end.</summary>
internal static class UpCommand
{
    public static Command Make(Terminal terminal, RunningNode.Starter start)
    {
        var data = new Option<string?>("--data") { Description = "The folder for everything that lasts. Default: ~/.local/share/nightingale.", HelpName = "DIR" };
        var port = new Option<int>("--port")
        {
            Description = "The port on 127.0.0.1; 0 takes a free one.",
            HelpName = "PORT",
            DefaultValueFactory = _ => 8080,
            CustomParser = Port,
        };
        var modules = new Option<string?>("--modules") { Description = "The folder with the Terraform modules. Default: those that came along.", HelpName = "DIR" };
        var command = new Verb(
            "up",
            "Run a node on this machine: its API, its instances and its journal. Ctrl-C (SIGINT) or SIGTERM ends it in order, a second one at once; instances go on.",
            "nightingale up",
            "nightingale up --data /srv/nightingale --port 0")
        {
            data,
            port,
            modules,
        };
        command.SetAction((parsed, cancel) => Run(
            terminal,
            start,
            new()
            {
                DataFolder = Path.GetFullPath(parsed.GetValue(data) ?? terminal.DefaultDataFolder),
                Port = parsed.GetValue(port),
                ModulesFolder = parsed.GetValue(modules) is { } folder ? Path.GetFullPath(folder) : null,
            },
            cancel));
        return command;
    }

    private static int Port(ArgumentResult given)
    {
        if (ushort.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return port;
        given.AddError($"--port is {given.Tokens[0].Value}; it must be a number from 0 to 65535.");
        return 0;
    }

    private static async Task<int> Run(Terminal terminal, RunningNode.Starter start, EmbeddedNodeOptions options, CancellationToken cancel)
    {
        await using var told = cancel.Register(() => terminal.Tell("Shutting down; instances go on. A second signal ends it at once."));
        try
        {
            await using var node = await start(options, cancel);
            terminal.WriteLine($"Nightingale is up at {node.Url}");
            terminal.WriteLine($"The operator's token is in {node.OperatorTokenPath}");
            await node.Completion.WaitAsync(cancel);
            return 0;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            terminal.WriteLine("Nightingale has shut down.");
            return 0;
        }
    }
}
