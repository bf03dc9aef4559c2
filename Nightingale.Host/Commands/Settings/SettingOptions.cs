using System.CommandLine;

namespace Nightingale.Host.Commands.Settings;

/// <summary>The flags of some settings, and the one that names the file of all.</summary>
internal sealed class SettingOptions(Terminal terminal, IEnumerable<Setting> settings)
{
    /// <summary>The file that is read where none is named, if it is there.</summary>
    public const string DefaultFile = "/etc/nightingale/node.json";

    private readonly Option<string?> _config = new("--config") { Description = $"The configuration file. Default: $NIGHTINGALE_CONFIG, or {DefaultFile} if it is there.", HelpName = "FILE" };
    private readonly List<(Setting Setting, Option<string?> Option)> _options = [.. settings.Select(setting => (setting, setting.Option()))];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_config);
        foreach (var (_, option) in _options) command.Add(option);
    }

    /// <summary>What was said, wherever.</summary>
    /// <exception cref="UsageException">The file cannot be read, or something in it is unknown.</exception>
    public Layers Of(ParseResult parsed)
    {
        var named = parsed.GetValue(_config) ?? terminal.Environment("NIGHTINGALE_CONFIG");
        var file = named is { Length: > 0 } ? Path.GetFullPath(named) : File.Exists(DefaultFile) ? DefaultFile : null;
        return Layers.Read(
            file,
            terminal,
            _options.Select(one => KeyValuePair.Create(one.Setting.Key, parsed.GetValue(one.Option))).Where(flag => flag.Value is not null));
    }
}
