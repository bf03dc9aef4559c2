using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Nightingale.Actors.Sharding;
using Nightingale.Host.Commands.Journals;
using Nightingale.Host.Composition;
using Npgsql;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale cluster status</c>, <c>drain</c> and <c>undrain</c>.</summary>
internal static class StatusCommands
{
    // So often also without news, since what nodes have to do is none.
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    public static Command Status(Terminal terminal)
    {
        var database = new DatabaseOption(terminal);
        var json = JournalCommands.Json();
        var watch = new Option<bool>("--watch") { Description = "Go on, each second and as soon as a node comes, goes or drains or a shard moves, until it is interrupted; with --json one line each time." };
        var command = new Verb(
            "status",
            "Show the nodes, who holds how many of the 256 shards, and what they have to do.",
            "nightingale cluster status --database 'Host=db;Database=nightingale'",
            "nightingale cluster status --watch")
        {
            watch,
            json,
        };
        database.AddTo(command);
        command.SetAction((parsed, cancel) => database.Ask(parsed, async source =>
        {
            if (parsed.GetValue(watch)) await Watch(terminal, source, parsed.GetValue(json), cancel);
            else if (parsed.GetValue(json)) terminal.WriteJson(Json(await ClusterStatus.Read(source, cancel)));
            else Show(terminal, await ClusterStatus.Read(source, cancel));
            return 0;
        }));
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

    private static async Task Watch(Terminal terminal, NpgsqlDataSource source, bool json, CancellationToken cancel)
    {
        await using var news = new ClusterNews(source, terminal.Time, NullLogger<ClusterNews>.Instance);
        try
        {
            if (json) await foreach (var status in Statuses(source, news, terminal.Time, cancel)) terminal.WriteLine(Terminal.OneLine(Json(status)));
            else await terminal.WriteLive(Headings, Statuses(source, news, terminal.Time, cancel).Select(status => (Rows(status), Sum(status))));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // That is how one ends it.
        }
    }

    private static async IAsyncEnumerable<ClusterStatus> Statuses(NpgsqlDataSource source, ClusterNews news, TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var changed = news.Next;
            yield return await ClusterStatus.Read(source, cancel);
            await Task.WhenAny(changed, Task.Delay(LookAnyway, time, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    private static void Show(Terminal terminal, ClusterStatus status)
    {
        terminal.WriteTable(Headings, Rows(status));
        terminal.WriteLine(Sum(status));
    }

    // No wider than a terminal is at least; addresses are in the JSON.
    private static string[] Headings => ["NODE", "SHARDS", "EPOCH", "ENTITIES", "OWING", "RUNS", "LAG", "BEHIND", "STATE"];

    private static IEnumerable<IReadOnlyList<string>> Rows(ClusterStatus status) => status.Nodes.Select(node => (IReadOnlyList<string>)
    [
        node.Id, Text(node.Shards), Text(node.Epoch), Text(node.Entities), Text(node.Owing), Text(node.Runs),
        string.Create(CultureInfo.InvariantCulture, $"{node.Lag.TotalSeconds:0.0} s"), Text(node.Behind), node.Draining ? "draining" : "up",
    ]);

    private static string Sum(ClusterStatus status) => string.Create(CultureInfo.InvariantCulture, $"{status.Free} of {Shards.Count} shards are nobody's; {status.Events} events.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Json(ClusterStatus status) => new()
    {
        ["nodes"] = new JsonArray([.. status.Nodes.Select(node => (JsonNode)new JsonObject
        {
            ["id"] = node.Id,
            ["address"] = node.Address,
            ["draining"] = node.Draining,
            ["shards"] = node.Shards,
            ["epoch"] = node.Epoch,
            ["entities"] = node.Entities,
            ["owingWork"] = node.Owing,
            ["runs"] = node.Runs,
            ["lagSeconds"] = node.Lag.TotalSeconds,
            ["eventsBehind"] = node.Behind,
            ["leaseSeconds"] = node.Left?.TotalSeconds,
        })]),
        ["freeShards"] = status.Free,
        ["events"] = status.Events,
    };
}
