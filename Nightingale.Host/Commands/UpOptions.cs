using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands;

/// <summary>What every node may be told when it starts.</summary>
internal sealed class UpOptions(Terminal terminal)
{
    private readonly Option<string?> _data = new("--data") { Description = "The folder for everything that lasts. Default: ~/.local/share/nightingale.", HelpName = "DIR" };

    private readonly Option<int> _port = new("--port")
    {
        Description = "The port on 127.0.0.1; 0 takes a free one.",
        HelpName = "PORT",
        DefaultValueFactory = _ => 8080,
        CustomParser = Port,
    };

    private readonly Option<string?> _modules = new("--modules") { Description = "The folder with the Terraform modules. Default: those that came along.", HelpName = "DIR" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_port);
        command.Add(_modules);
    }

    /// <summary>What was chosen.</summary>
    public NodeOptions Of(ParseResult parsed) => new()
    {
        DataFolder = Path.GetFullPath(parsed.GetValue(_data) ?? terminal.DefaultDataFolder),
        Port = parsed.GetValue(_port),
        ModulesFolder = parsed.GetValue(_modules) is { } folder ? Path.GetFullPath(folder) : null,
    };

    private static int Port(ArgumentResult given)
    {
        if (ushort.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return port;
        given.AddError($"--port is {given.Tokens[0].Value}; it must be a number from 0 to 65535.");
        return 0;
    }
}
