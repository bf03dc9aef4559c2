using System.Text.Json.Nodes;
using static Nightingale.Host.Commands.AmountText;

namespace Nightingale.Host.Commands.Instances;

/// <summary>How instances look to people.</summary>
internal static class InstanceText
{
    /// <summary>One instance, all of it; or as JSON.</summary>
    public static void WriteInstance(this Terminal terminal, JsonObject instance, bool json)
    {
        if (json)
        {
            terminal.WriteJson(instance);
            return;
        }

        foreach (var (label, text) in Lines(instance))
            if (text.Length > 0)
                terminal.WriteLine($"{label,-14}{text}");
    }

    /// <summary>Many instances, a line each.</summary>
    public static void WriteInstances(this Terminal terminal, IEnumerable<JsonObject> instances) => terminal.WriteTable(
        ["ID", "NAME", "PHASE", "SIZE", "TARGET", "ACCOUNT", "COST", "REASON"],
        instances.Select(instance => (IReadOnlyList<string>)
        [
            Text(instance["id"]), Text(instance["name"]), Text(instance["phase"]), Text(instance["size"]?["name"]),
            Text(instance["target"]), Text(instance["account"]), Cost(instance), Text(instance["reason"]),
        ]));

    /// <summary>A value as text; empty where there is none.</summary>
    public static string Text(JsonNode? value) => value?.ToString() ?? "";

    private static IEnumerable<(string Label, string Text)> Lines(JsonObject instance)
    {
        yield return ("id", Text(instance["id"]));
        yield return ("name", Text(instance["name"]));
        yield return ("phase", Text(instance["phase"]));
        yield return ("reason", Text(instance["reason"]));
        yield return ("url", Text(instance["url"]));
        yield return ("size", Size(instance["size"]));
        yield return ("target", Text(instance["target"]));
        yield return ("account", Text(instance["account"]));
        yield return ("owner", Text(instance["owner"]));
        yield return ("generation", Text(instance["generation"]));
        yield return ("created", Text(instance["createdAt"]));
        yield return ("ready since", Text(instance["readyAt"]));
        yield return ("last activity", Text(instance["lastActivityAt"]));
        yield return ("kernels", instance["readyAt"] is null ? "" : $"{instance["kernels"] ?? 0}, busy: {instance["kernelsBusy"] ?? 0}");
        yield return ("version", Text(instance["version"]));
        yield return ("cost", Cost(instance));
    }

    private static string Size(JsonNode? size) =>
        size is null ? "" : $"{size["name"]}: {size["cpus"]} CPUs, {size["memoryGiB"]} GiB memory, {size["gpus"]} GPUs, {size["diskGiB"]} GiB disk";

    private static string Cost(JsonObject instance) => Amount(instance["cost"]?["amount"], instance["cost"]?["currency"]);
}
