using System.CommandLine;
using System.Globalization;
using static Nightingale.Host.Commands.Instances.InstanceText;

namespace Nightingale.Host.Commands.Access;

/// <summary><c>nightingale access</c></summary>
internal static class AccessCommands
{
    public static Command Make(Terminal terminal) => new Verb(
        "access",
        "See who tried to do what, and what came of it.",
        "nightingale access list --outcome refused")
    {
        List(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var filters = new[]
        {
            Filter("principal", "NAME", "Only theirs, such as user:ada."),
            Filter("operation", "NAME", "Only those to do this, such as launchInstance."),
            Filter("outcome", "WORD", "Only those that were allowed, refused or failed."),
            Filter("from", "TIME", "Only those at this time or later, as in 2026-03-01T09:00:00Z."),
            Filter("to", "TIME", "Only those before this time."),
            Filter("after", "PLACE", "Go on after what --json gave as next."),
        };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 100, HelpName = "NUMBER" };
        var command = new Verb(
            "list",
            "List attempts to use the API, allowed and refused, of every node, newest first.",
            "nightingale access list --principal user:ada --from 2026-03-01T00:00:00Z",
            "nightingale access list --outcome refused --limit 20 --json")
        {
            limit,
        };
        foreach (var filter in filters) command.Add(filter);
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var query = filters
                .Select(filter => (Name: filter.Name[2..], Value: asked.Parsed.GetValue(filter)))
                .Where(filter => filter.Value is not null)
                .Select(filter => $"{filter.Name}={Uri.EscapeDataString(filter.Value!)}")
                .Append(string.Create(CultureInfo.InvariantCulture, $"limit={asked.Parsed.GetValue(limit)}"));
            var page = await asked.Client.Get($"/api/v1/access?{string.Join('&', query)}", cancel);
            if (asked.Json) terminal.WriteJson(page);
            else
                terminal.WriteTable(
                    ["AT", "NODE", "PRINCIPAL", "FROM", "OUTCOME", "STATUS", "OPERATION", "PATH"],
                    page["items"]!.AsArray().Select(attempt => (IReadOnlyList<string>)
                    [
                        Text(attempt!["at"]), attempt["node"]?.ToString() ?? "", attempt["principal"]?.ToString() ?? "nobody", attempt["from"]?.ToString() ?? "",
                        Text(attempt["outcome"]), Text(attempt["status"]), attempt["operation"]?.ToString() ?? "", Text(attempt["path"]),
                    ]));
        });
    }

    private static Option<string?> Filter(string name, string value, string description) => new($"--{name}") { Description = description, HelpName = value };
}
