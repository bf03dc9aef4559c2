using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Nightingale.Host.Commands.Settings;
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

    private readonly Option<string?> _publicUrl = new("--public-url")
    {
        Description = "The address that people type, where something that speaks TLS stands before the API.",
        HelpName = "URL",
        CustomParser = given => Said<string?>(given, PublicAddress.Url, PublicAddress.UrlForm),
    };

    private readonly Option<string> _instanceDomain = new("--instance-domain")
    {
        Description = "The domain below which each instance's pages have a host name of their own; its wildcard leads to the API.",
        HelpName = "DOMAIN",
        DefaultValueFactory = _ => "localhost",
        CustomParser = given => Said<string>(given, PublicAddress.Domain, PublicAddress.DomainForm) ?? "",
    };

    private readonly Option<string?> _modules = new("--modules") { Description = "The folder with the Terraform modules. Default: those that came along.", HelpName = "DIR" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_port);
        command.Add(_publicUrl);
        command.Add(_instanceDomain);
        command.Add(_modules);
    }

    /// <summary>What was chosen.</summary>
    public NodeOptions Of(ParseResult parsed) => new()
    {
        DataFolder = Path.GetFullPath(parsed.GetValue(_data) ?? terminal.DefaultDataFolder),
        Port = parsed.GetValue(_port),
        PublicUrl = parsed.GetValue(_publicUrl),
        InstanceDomain = parsed.GetRequiredValue(_instanceDomain),
        ModulesFolder = parsed.GetValue(_modules) is { } folder ? Path.GetFullPath(folder) : null,
    };

    private static int Port(ArgumentResult given)
    {
        if (ushort.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return port;
        given.AddError($"--port is {given.Tokens[0].Value}; it must be a number from 0 to 65535.");
        return 0;
    }

    private static T? Said<T>(ArgumentResult given, Layers.Parser<T> parser, string must)
    {
        if (parser(given.Tokens[0].Value, out var value)) return value;
        given.AddError($"{((OptionResult)given.Parent!).Option.Name} is {given.Tokens[0].Value}; it must be {must}.");
        return default;
    }
}
