using System.CommandLine;
using System.Text.Json.Nodes;
using static Nightingale.Host.Commands.Instances.InstanceText;

namespace Nightingale.Host.Commands.Tokens;

/// <summary><c>nightingale token</c></summary>
internal static class TokenCommands
{
    public static Command Make(Terminal terminal) => new Verb(
        "token",
        "Make, list and revoke the tokens that open the API.",
        "nightingale token add ada --account lab",
        "nightingale token list",
        "nightingale token revoke 7f3a91c25d0be846")
    {
        Add(terminal),
        List(terminal),
        Revoke(terminal),
    };

    private static Command Add(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "Whose it is." };
        var role = new Option<string>("--role") { Description = "What it is for.", DefaultValueFactory = _ => "researcher" };
        role.AcceptOnlyFromAmong("researcher", "auditor", "operator");
        var account = new Option<string[]>("--account") { Description = "A researcher's account; can be given several times.", HelpName = "ID" };
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "When it ceases to be good. Default: never.", HelpName = "TIME" };
        var command = new Verb(
            "add",
            "Make a token. Its secret alone goes to standard output, this once.",
            "nightingale token add ada --account lab > ada.token",
            "nightingale token add inspector --role auditor --expires 2026-12-31T00:00:00Z")
        {
            name,
            role,
            account,
            expires,
        };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var accounts = (asked.Parsed.GetValue(account) ?? []).Select(id => (JsonNode?)id).ToArray();
            var body = new JsonObject { ["name"] = asked.Parsed.GetValue(name), ["role"] = asked.Parsed.GetValue(role), ["accounts"] = new JsonArray(accounts) };
            if (asked.Parsed.GetValue(expires) is { } end) body["expiresAt"] = end;
            var made = await asked.Client.Post("/api/v1/tokens", body, cancel);
            if (asked.Json)
            {
                terminal.WriteJson(made);
                return;
            }

            terminal.Tell($"Token {made["token"]?["id"]} is made. Its secret, which cannot be shown again:");
            terminal.WriteLine($"{made["secret"]}");
        });
    }

    private static Command List(Terminal terminal)
    {
        var command = new Verb("list", "List every token, without its secret.", "nightingale token list --json");
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var tokens = await asked.Client.GetArray("/api/v1/tokens", cancel);
            if (asked.Json) terminal.WriteJson(tokens);
            else
                terminal.WriteTable(
                    ["ID", "NAME", "ROLE", "ACCOUNTS", "EXPIRES", "LAST USED"],
                    tokens.Select(token => (IReadOnlyList<string>)
                    [
                        Text(token!["id"]), Text(token["name"]), Text(token["role"]), string.Join(' ', token["accounts"]!.AsArray().Select(Text)),
                        token["expiresAt"]?.ToString() ?? "never", token["lastUsedAt"]?.ToString() ?? "never",
                    ]));
        });
    }

    private static Command Revoke(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "The token's id, as 'token list' shows it." };
        var command = new Verb("revoke", "End a token at once.", "nightingale token revoke 7f3a91c25d0be846") { id };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var revoked = asked.Parsed.GetRequiredValue(id);
            await asked.Client.Delete($"/api/v1/tokens/{Uri.EscapeDataString(revoked)}", cancel);
            if (asked.Json) terminal.WriteJson(new JsonObject { ["revoked"] = revoked });
            else terminal.WriteLine("The token is revoked.");
        });
    }
}
