using System.CommandLine;
using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands.Instances;

/// <summary>The options that say what an instance is to have.</summary>
internal sealed class SizeOptions
{
    private readonly Option<string?> _name = new("--size") { Description = "A size by its name.", HelpName = "NAME" };
    private readonly Option<decimal?> _cpus = new("--cpus") { Description = "Virtual processors; a fraction is a share of one.", HelpName = "N" };
    private readonly Option<decimal?> _memory = new("--memory") { Description = "Memory in GiB.", HelpName = "GIB" };
    private readonly Option<int?> _gpus = new("--gpus") { Description = "Accelerators.", HelpName = "N" };
    private readonly Option<int?> _disk = new("--disk") { Description = "The home volume in GiB. It never shrinks.", HelpName = "GIB" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_name, _cpus, _memory, _gpus, _disk]) command.Add(option);
    }

    /// <summary>The size as requests say it; null if nothing was said.</summary>
    public JsonObject? Read(ParseResult parsed)
    {
        var size = new JsonObject();
        if (parsed.GetValue(_name) is { } name) size["name"] = name;
        if (parsed.GetValue(_cpus) is { } cpus) size["cpus"] = cpus;
        if (parsed.GetValue(_memory) is { } memory) size["memoryGiB"] = memory;
        if (parsed.GetValue(_gpus) is { } gpus) size["gpus"] = gpus;
        if (parsed.GetValue(_disk) is { } disk) size["diskGiB"] = disk;
        return size.Count == 0 ? null : size;
    }
}
