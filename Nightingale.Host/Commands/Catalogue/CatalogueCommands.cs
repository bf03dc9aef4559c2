using System.CommandLine;
using System.Text.Json.Nodes;
using static Nightingale.Host.Commands.Instances.InstanceText;

namespace Nightingale.Host.Commands.Catalogue;

/// <summary><c>nightingale size</c> and <c>nightingale target</c>: what can be launched, and where.</summary>
internal static class CatalogueCommands
{
    public static Command Sizes(Terminal terminal) => new Verb("size", "See what can be launched.", "nightingale size list")
    {
        List(terminal, "List the sizes and what each is on each target. sizes.json in the node's data folder holds them, or a cluster's database ('cluster sizes show').", "nightingale size list", "/api/v1/sizes", WriteSizes),
    };

    public static Command Targets(Terminal terminal) => new Verb("target", "See where instances can run.", "nightingale target list")
    {
        List(terminal, "List the targets, also those where nothing can be launched.", "nightingale target list", "/api/v1/targets", WriteTargets),
    };

    private static Command List(Terminal terminal, string description, string example, string path, Action<Terminal, JsonArray> write)
    {
        var command = new Verb("list", description, example, $"{example} --json");
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var offers = await asked.Client.GetArray(path, cancel);
            if (asked.Json) terminal.WriteJson(offers);
            else write(terminal, offers);
        });
    }

    private static void WriteSizes(Terminal terminal, JsonArray sizes) => terminal.WriteTable(
        ["NAME", "CPUS", "MEMORY", "GPUS", "DISK", "GOOD FOR", "TARGETS"],
        sizes.Select(offer => (IReadOnlyList<string>)
        [
            Text(offer!["size"]!["name"]), Text(offer["size"]!["cpus"]), $"{offer["size"]!["memoryGiB"]} GiB", Text(offer["size"]!["gpus"]), $"{offer["size"]!["diskGiB"]} GiB",
            Text(offer["description"]), string.Join("; ", offer["targets"]!.AsObject().Select(target => $"{target.Key}: {target.Value}")),
        ]));

    private static void WriteTargets(Terminal terminal, JsonArray targets) => terminal.WriteTable(
        ["NAME", "WHAT IT IS", "AVAILABLE"],
        targets.Select(target => (IReadOnlyList<string>)
            [Text(target!["name"]), Text(target["title"]), (bool)target["available"]! ? "yes" : $"no: {target["reason"]}"]));
}
