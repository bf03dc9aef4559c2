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
        "nightingale token add nightly --account lab",
        "nightingale token add laptop --mine --access read",
        "nightingale token list",
        "nightingale token revoke 7f3a91c25d0be846")
    {
        Add(terminal),
        List(terminal),
        Revoke(terminal),
    };

    private static Command Add(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "Whose it is; with --mine what you call it." };
        var role = new Option<string>("--role") { Description = "What it is for.", DefaultValueFactory = _ => "researcher" };
        role.AcceptOnlyFromAmong("researcher", "auditor", "operator");
        var mine = new Option<bool>("--mine") { Description = "A token of your own: it may what you may." };
        var access = new Option<string>("--access") { Description = "With --mine: read, or write for all that you may.", DefaultValueFactory = _ => "write" };
        access.AcceptOnlyFromAmong("read", "write");
        var account = new Option<string[]>("--account") { Description = "A researcher's account, or one of yours that --mine is cut down to; can be given several times.", HelpName = "ID" };
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "When it ceases to be good. Default: never; with --mine after 90 days.", HelpName = "TIME" };
        var command = new Verb(
            "add",
            "Make a token. Its secret alone goes to standard output, this once.",
            "nightingale token add nightly --account lab > nightly.token",
            "nightingale token add inspector --role auditor --expires 2026-12-31T00:00:00Z")
        {
            name,
            role,
            mine,
            access,
            account,
            expires,
        };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var accounts = (asked.Parsed.GetValue(account) ?? []).Select(id => (JsonNode?)id).ToArray();
            var body = asked.Parsed.GetValue(mine)
                ? new JsonObject { ["label"] = asked.Parsed.GetValue(name), ["access"] = asked.Parsed.GetValue(access) }
                : new JsonObject { ["name"] = asked.Parsed.GetValue(name), ["role"] = asked.Parsed.GetValue(role) };
            body["accounts"] = new JsonArray(accounts);
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
        var command = new Verb("list", "List the tokens that you may see, without their secrets: an operator all.", "nightingale token list --json");
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var tokens = await asked.Client.GetArray("/api/v1/tokens", cancel);
            if (asked.Json) terminal.WriteJson(tokens);
            else
                terminal.WriteTable(
                    ["ID", "NAME", "LABEL", "ROLE", "ACCESS", "ACCOUNTS", "EXPIRES", "LAST USED"],
                    tokens.Select(token => (IReadOnlyList<string>)
                    [
                        Text(token!["id"]), Text(token["name"]), token["label"]?.ToString() ?? "", Text(token["role"]), Text(token["access"]), string.Join(' ', token["accounts"]!.AsArray().Select(Text)),
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
