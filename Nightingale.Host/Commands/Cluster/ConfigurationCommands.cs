using System.CommandLine;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale cluster sizes</c> and <c>cluster prices</c>: what operators set for all nodes.</summary>
internal static class ConfigurationCommands
{
    public static Command Sizes(Terminal terminal) => Make(terminal, ConfigurationFile.Sizes, "See and set what can be launched.");

    public static Command Prices(Terminal terminal) => Make(terminal, ConfigurationFile.Prices, "See and set what it costs. Prices can be added; those that are there stay.");

    private static Verb Make(Terminal terminal, ConfigurationFile file, string what) =>
        new(file.Name, what, $"nightingale cluster {file.Name} show > {file.FileName}", $"nightingale cluster {file.Name} set {file.FileName}")
        {
            Show(terminal, file),
            Set(terminal, file),
        };

    private static Verb Show(Terminal terminal, ConfigurationFile file)
    {
        var database = new DatabaseOption(terminal);
        var command = new Verb("show", "Print the file that holds now, to be edited and set.", $"nightingale cluster {file.Name} show > {file.FileName}");
        database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var stored = await database.Ask(parsed, source => new ConfigurationTable(source).Current(file, cancel));
            terminal.Tell($"Version {stored.Version} of the {file.Name}, set by {stored.By} at {stored.At:yyyy-MM-dd'T'HH:mm:ss'Z'}:");
            terminal.WriteLine(stored.Content.TrimEnd('\n'));
            return 0;
        });
        return command;
    }

    private static Verb Set(Terminal terminal, ConfigurationFile file)
    {
        var database = new DatabaseOption(terminal);
        var path = new Argument<string>("FILE") { Description = "The whole file, as 'show' prints it." };
        var command = new Verb("set", "Check a file as a whole, and let it hold on all nodes, which take it up without a restart.", $"nightingale cluster {file.Name} set {file.FileName}") { path };
        database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var content = await File.ReadAllTextAsync(parsed.GetRequiredValue(path), cancel);
            var version = await database.Ask(parsed, source => new ConfigurationTable(source).Set(file, content, cancel));
            terminal.WriteLine($"Version {version} of the {file.Name} holds on all nodes within a second.");
            return 0;
        });
        return command;
    }
}
