using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Nightingale.Actors.Sharding;
using Nightingale.Host.Commands.Journals;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale cluster status</c>, <c>drain</c> and <c>undrain</c>.</summary>
internal static class StatusCommands
{
    public static Command Status(Terminal terminal)
    {
        var database = new DatabaseOption(terminal);
        var json = JournalCommands.Json();
        var command = new Verb("status", "Show the nodes, and who holds how many of the 256 shards.", "nightingale cluster status --database 'Host=db;Database=nightingale'") { json };
        database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var status = await database.Ask(parsed, source => ClusterStatus.Read(source, cancel));
            if (parsed.GetValue(json)) terminal.WriteJson(Json(status));
            else Show(terminal, status);
            return 0;
        });
        return command;
    }

    public static Command Drain(Terminal terminal, bool draining)
    {
        var database = new DatabaseOption(terminal);
        var node = new Argument<string>("NODE") { Description = "Its name, or its id of 'cluster status'." };
        var command = draining
            ? new Verb("drain", "Tell a node to hand its shards to the others, and to take none until it is undrained or started again.", "nightingale cluster drain ada") { node }
            : new Verb("undrain", "Let a node take shards again.", "nightingale cluster undrain ada") { node };
        database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var name = parsed.GetValue(node)!;
            if (!await database.Ask(parsed, source => ClusterStatus.Drain(source, name, draining, cancel)))
                throw new StartupException($"There is no node {name}. 'nightingale cluster status' lists them.");
            terminal.WriteLine(draining ? $"{name} hands its shards over; 'nightingale cluster status' shows how far it is." : $"{name} takes shards again.");
            return 0;
        });
        return command;
    }

    private static void Show(Terminal terminal, ClusterStatus status)
    {
        terminal.WriteTable(
            ["NODE", "ADDRESS", "SHARDS", "EPOCH", "OWING WORK", "LEASE", "STATE"],
            status.Nodes.Select(node => (IReadOnlyList<string>)
            [
                node.Id, node.Address, Text(node.Shards), Text(node.Epoch), Text(node.Owing), string.Create(CultureInfo.InvariantCulture, $"{node.Left.TotalSeconds:0.0} s"), node.Draining ? "draining" : "takes part",
            ]));
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{status.Free} of {Shards.Count} shards are nobody's; {status.Events} events."));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Json(ClusterStatus status) => new()
    {
        ["nodes"] = new JsonArray([.. status.Nodes.Select(node => (JsonNode)new JsonObject
        {
            ["id"] = node.Id,
            ["address"] = node.Address,
            ["draining"] = node.Draining,
            ["leaseSeconds"] = node.Left.TotalSeconds,
            ["shards"] = node.Shards,
            ["epoch"] = node.Epoch,
            ["owingWork"] = node.Owing,
        })]),
        ["freeShards"] = status.Free,
        ["events"] = status.Events,
    };
}
