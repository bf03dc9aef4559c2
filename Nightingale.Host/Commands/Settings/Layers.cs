using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Nightingale.Host.Commands.Settings;

/// <summary>What a node was told: by its file, over it by the environment, over that by flags. It collects what is wrong, so that all of it is told at once.</summary>
internal sealed class Layers
{
    private readonly List<(IConfigurationProvider Provider, Func<Setting, string> NameOf)> _layers;
    private readonly List<string> _problems = [];

    private Layers(string? file, IEnumerable<KeyValuePair<string, string?>> environment, IEnumerable<KeyValuePair<string, string?>> flags)
    {
        var builder = new ConfigurationBuilder();
        var names = new List<Func<Setting, string>>();
        if (file is not null)
        {
            builder.AddJsonFile(file, optional: false, reloadOnChange: false);
            names.Add(setting => $"{setting.Key} in {file}");
        }

        builder.AddInMemoryCollection(environment).AddInMemoryCollection(flags);
        names.AddRange([setting => setting.Variable, setting => setting.Flag]);
        _layers = [.. builder.Build().Providers.Zip(names)];
        if (file is not null) RefuseUnknownKeys(_layers[0].Provider, file);
    }

    /// <summary>Reads a value.</summary>
    public delegate bool Parser<T>(string text, [MaybeNullWhen(false)] out T value);

    /// <summary>Reads them.</summary>
    /// <param name="file">The file; null: there is none.</param>
    /// <param name="terminal">Where the environment is.</param>
    /// <param name="flags">What the command line says, by key.</param>
    /// <exception cref="UsageException">The file cannot be read, or a key or a variable is unknown.</exception>
    public static Layers Read(string? file, Terminal terminal, IEnumerable<KeyValuePair<string, string?>> flags)
    {
        // An empty variable says nothing: that is how many a tool leaves one out.
        var environment = NodeKeys.All
            .Select(setting => KeyValuePair.Create(setting.Key, terminal.Environment(setting.Variable)))
            .Where(variable => variable.Value is { Length: > 0 });
        try
        {
            var layers = new Layers(file, environment, flags);
            layers.RefuseUnknownVariables(terminal.Variables);
            layers.Check();
            return layers;
        }
        catch (FileNotFoundException)
        {
            throw new UsageException($"There is no configuration file {file}. Name another with --config.");
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The configuration file {file} cannot be read: {unreadable.GetBaseException().Message} It must be one JSON object of keys and plain values.");
        }
    }

    /// <summary>What was said; null: nothing.</summary>
    public string? Text(Setting setting) => Said(setting)?.Value;

    /// <summary>What was said, as what it means.</summary>
    /// <param name="setting">The key.</param>
    /// <param name="otherwise">What holds where nothing was said, or nothing that holds.</param>
    /// <param name="parser">Reads it.</param>
    /// <param name="must">What it must be, in words.</param>
    public T Value<T>(Setting setting, T otherwise, Parser<T> parser, string must)
    {
        if (Said(setting) is not var (text, name)) return otherwise;
        if (parser(text, out var value)) return value;
        _problems.Add($"{name} is {text}; it must be {must}.");
        return otherwise;
    }

    /// <summary>What was said of something that must be said.</summary>
    public string Needed(Setting setting)
    {
        if (Text(setting) is { Length: > 0 } text) return text;
        _problems.Add($"{setting.Key} is missing: give it with {setting.Flag}, ${setting.Variable} or in the configuration file.");
        return "";
    }

    /// <summary>Where something was said, as its reader knows it: by flag, variable or key.</summary>
    public string NameOf(Setting setting) => Said(setting)?.Name ?? setting.Key;

    /// <summary>Notes a problem that only the reader of a value can see.</summary>
    public void Wrong(string problem) => _problems.Add(problem);

    /// <summary>Tells all that is wrong.</summary>
    /// <exception cref="UsageException">Something is.</exception>
    public void Check()
    {
        if (_problems.Count > 0) throw new UsageException(string.Join('\n', _problems));
    }

    private (string Value, string Name)? Said(Setting setting)
    {
        foreach (var (provider, nameOf) in Enumerable.Reverse(_layers))
            if (provider.TryGet(setting.Key, out var value) && value is not null)
                return (value, nameOf(setting));
        return null;
    }

    private void RefuseUnknownKeys(IConfigurationProvider provider, string file)
    {
        var known = NodeKeys.All.Select(setting => setting.Key).ToList();
        foreach (var key in provider.GetChildKeys([], parentPath: null).Distinct(StringComparer.OrdinalIgnoreCase))
            if (!known.Contains(key, StringComparer.OrdinalIgnoreCase)) _problems.Add(Unknown($"{key} in {file}", "key", NearName.Of(key, known)));
            else if (provider.GetChildKeys([], key).Any()) _problems.Add($"{key} in {file} must be a plain value, no list and no object.");
    }

    private void RefuseUnknownVariables(IEnumerable<string> variables)
    {
        var known = NodeKeys.All.Select(setting => setting.Variable).Concat(NodeKeys.OtherVariables).ToList();
        foreach (var variable in variables.Where(name => name.StartsWith(Setting.Prefix, StringComparison.Ordinal) && !known.Contains(name, StringComparer.Ordinal)).Order(StringComparer.Ordinal))
            _problems.Add(Unknown(variable, "environment variable", NearName.Of(variable, known)));
    }

    private static string Unknown(string name, string kind, string? near) =>
        $"{name} is no {kind} that Nightingale knows. {(near is null ? "The table of keys is in docs/operations.md." : $"Did you mean {near}?")}";
}
