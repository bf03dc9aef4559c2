using System.CommandLine;
using System.Text.Json.Nodes;
using static Nightingale.Host.Commands.AmountText;
using static Nightingale.Host.Commands.Instances.InstanceText;

namespace Nightingale.Host.Commands.Accounts;

/// <summary><c>nightingale account</c></summary>
internal static class AccountCommands
{
    public static Command Make(Terminal terminal) => new Verb(
        "account",
        "Open accounts, grant them credit, say who their members are, and see what they have and used.",
        "nightingale account balance",
        "nightingale account usage lab --from 2026-03-01",
        "nightingale account open lab 'The lab'",
        "nightingale account member lab ada --role owner",
        "nightingale account grant lab 500 --note 'Grant 4711'")
    {
        Balance(terminal),
        Usage(terminal),
        Open(terminal),
        Grant(terminal),
        MemberCommands.List(terminal),
        MemberCommands.Members(terminal),
        MemberCommands.Set(terminal),
        MemberCommands.Remove(terminal),
    };

    private static Command Balance(Terminal terminal)
    {
        var id = Account();
        var command = new Verb("balance", "Show what an account was granted and charged.", "nightingale account balance lab") { id };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
            WriteBalance(terminal, await asked.Client.Get($"{PathOf(asked.Parsed.GetRequiredValue(id))}/balance", cancel), asked.Json));
    }

    private static Command Usage(Terminal terminal)
    {
        var id = Account();
        var from = new Option<string?>("--from") { Description = "The first day, in UTC. Default: 30 days before the last.", HelpName = "DAY" };
        var to = new Option<string?>("--to") { Description = "The last day, included. Default: today.", HelpName = "DAY" };
        var command = new Verb("usage", "Show what each instance used on each day.", "nightingale account usage lab --from 2026-03-01 --to 2026-03-31") { id, from, to };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var days = new[] { ("from", asked.Parsed.GetValue(from)), ("to", asked.Parsed.GetValue(to)) }
                .Where(day => day.Item2 is not null)
                .Select(day => $"{day.Item1}={Uri.EscapeDataString(day.Item2!)}");
            var usage = await asked.Client.Get($"{PathOf(asked.Parsed.GetRequiredValue(id))}/usage?{string.Join('&', days)}", cancel);
            if (asked.Json) terminal.WriteJson(usage);
            else WriteUsage(terminal, usage);
        });
    }

    private static Command Open(Terminal terminal)
    {
        var id = new Argument<string>("ACCOUNT") { Description = "Its id: lower-case letters, digits and hyphens." };
        var name = new Argument<string>("NAME") { Description = "For people." };
        var currency = new Option<string>("--currency") { Description = "Three capital letters.", DefaultValueFactory = _ => "USD", HelpName = "CODE" };
        var command = new Verb("open", "Open an account.", "nightingale account open lab 'The lab'") { id, name, currency };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var body = new JsonObject { ["id"] = asked.Parsed.GetValue(id), ["name"] = asked.Parsed.GetValue(name), ["currency"] = asked.Parsed.GetValue(currency) };
            WriteBalance(terminal, await asked.Client.Post("/api/v1/accounts", body, cancel), asked.Json);
        });
    }

    private static Command Grant(Terminal terminal)
    {
        var id = new Argument<string>("ACCOUNT") { Description = "The account." };
        var amount = new Argument<decimal>("AMOUNT") { Description = "In the account's currency, more than 0." };
        var note = new Option<string>("--note") { Description = "Why, for the ledger.", Required = true, HelpName = "TEXT" };
        var command = new Verb("grant", "Grant an account credit.", "nightingale account grant lab 500 --note 'Grant 4711'") { id, amount, note };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            if (asked.Parsed.GetValue(amount) <= 0) throw new UsageException("AMOUNT must be more than 0.");
            var body = new JsonObject { ["amount"] = asked.Parsed.GetValue(amount), ["note"] = asked.Parsed.GetValue(note) };
            WriteBalance(terminal, await asked.Client.Post($"{PathOf(asked.Parsed.GetRequiredValue(id))}/grants", body, cancel), asked.Json);
        });
    }

    /// <summary>A table of usage, with its total.</summary>
    public static void WriteUsage(Terminal terminal, JsonObject usage)
    {
        terminal.WriteTable(
            ["DAY", "INSTANCE", "SECONDS", "AMOUNT"],
            usage["days"]!.AsArray().Select(day => (IReadOnlyList<string>)
                [Text(day!["day"]), Text(day["instance"]), Text(day["seconds"]), Amount(day["amount"], usage["currency"])]));
        terminal.WriteLine($"Total {Amount(usage["total"], usage["currency"])} from {usage["from"]} to {usage["to"]}");
    }

    private static void WriteBalance(Terminal terminal, JsonObject balance, bool json)
    {
        if (json) terminal.WriteJson(balance);
        else
            terminal.WriteLine(
                $"{balance["account"]} ({balance["name"]}): {Amount(balance["balance"], balance["currency"])} left; "
                + $"{Amount(balance["credit"], balance["currency"])} granted, {Amount(balance["charged"], balance["currency"])} charged.");
    }

    private static Argument<string> Account() => new("ACCOUNT") { Description = "The account.", DefaultValueFactory = _ => "default" };

    internal static string PathOf(string account) => $"/api/v1/accounts/{Uri.EscapeDataString(account)}";
}
