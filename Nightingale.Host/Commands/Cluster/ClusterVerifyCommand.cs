using System.CommandLine;
using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;
using Nightingale.Actors.Sharding;
using Nightingale.Host.Commands.Journals;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale cluster verify</c>: fails if something that must always hold does not.</summary>
internal static class ClusterVerifyCommand
{
    public static Command Make(Terminal terminal)
    {
        var database = new DatabaseOption(terminal);
        var json = JournalCommands.Json();
        var command = new Verb(
            "verify",
            "Check in the database, while the nodes go on, what must always hold; exit code 1 and the first event that breaks it if something does not.",
            "nightingale cluster verify --database 'Host=db;Database=nightingale'")
        {
            json,
        };
        database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var audit = await database.Ask(parsed, source => ClusterAudit.Run(source, cancel));
            if (parsed.GetValue(json)) terminal.WriteJson(Json(audit));
            else Show(terminal, audit);
            return audit.Holds ? 0 : 1;
        });
        return command;
    }

    private static void Show(Terminal terminal, ClusterAudit audit)
    {
        foreach (var (name, broken) in audit.Invariants) terminal.WriteLine(broken is null ? $"holds   {name}" : $"BROKEN  {name}: {broken}");
        var seen = $"{audit.Journal.Events} events of {audit.Journal.Entities} entities were checked";
        terminal.WriteLine(audit.Holds
            ? $"Everything holds: {seen}. {Signed(audit.Journal)}"
            : $"The cluster's database does not hold: {seen}. Stop the nodes, keep the database as it is, and compare it with a backup.");
    }

    private static string Signed(Verification journal) => journal.SignedAt is { } at
        ? $"It is signed up to {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}; no checkpoint covers its last {journal.Uncovered} events yet. 'nightingale journal verify --database …' holds it against a key and a hash that you keep."
        : "No checkpoint is signed yet, so an end that was cut off would not be missed.";

    private static JsonObject Json(ClusterAudit audit) => new()
    {
        ["holds"] = audit.Holds,
        ["events"] = audit.Journal.Events,
        ["entities"] = audit.Journal.Entities,
        ["signedAt"] = audit.Journal.SignedAt,
        ["unsigned"] = audit.Journal.Uncovered,
        ["invariants"] = new JsonArray([.. audit.Invariants.Select(invariant => (JsonNode)new JsonObject
        {
            ["name"] = invariant.Name,
            ["holds"] = invariant.Broken is null,
            ["firstBad"] = invariant.Broken is { } broken ? Json(broken) : null,
        })]),
    };

    private static JsonObject Json(Problem broken) => new()
    {
        ["what"] = broken.What,
        ["entity"] = broken.PersistenceId,
        ["sequence"] = broken.SequenceNr,
        ["shard"] = broken.Shard,
        ["ordinal"] = broken.Ordinal,
    };
}
