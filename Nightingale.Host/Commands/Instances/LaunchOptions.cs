using System.CommandLine;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands.Instances;

/// <summary>All that can be said of an instance that is to be launched.</summary>
internal sealed class LaunchOptions
{
    private readonly Argument<string> _name = new("NAME") { Description = "For people; 1 to 63 characters." };
    private readonly SizeOptions _size = new();

    // Each with its field in the request; what is not given is left out.
    private readonly (string Field, Option<string?> Option)[] _texts =
    [
        ("account", new("--account") { Description = "The account that pays.", DefaultValueFactory = _ => "default", HelpName = "ID" }),
        ("target", new("--target") { Description = "Where it runs.", DefaultValueFactory = _ => "local", HelpName = "NAME" }),
        ("market", new("--market") { Description = "on-demand (the default) or spot.", HelpName = "MARKET" }),
        ("dataset", new("--dataset") { Description = "A data set that is mounted read-only.", HelpName = "NAME" }),
        ("idleStop", new("--idle-stop") { Description = "Stop after so long without activity, such as PT30M.", HelpName = "DURATION" }),
        ("lifetime", new("--lifetime") { Description = "Stop so long after the launch, such as P1DT12H.", HelpName = "DURATION" }),
    ];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_name);
        _size.AddTo(command);
        foreach (var (_, option) in _texts) command.Add(option);
    }

    /// <summary>The request's body.</summary>
    public JsonObject Read(ParseResult parsed)
    {
        var body = new JsonObject { ["name"] = parsed.GetValue(_name), ["size"] = _size.Read(parsed) ?? new() { ["name"] = "small" } };
        foreach (var (field, option) in _texts)
            if (parsed.GetValue(option) is { } value)
                body[field] = value;
        return body;
    }
}
