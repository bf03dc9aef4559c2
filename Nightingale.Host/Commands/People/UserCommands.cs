using System.CommandLine;
using System.Text.Json.Nodes;
using Nightingale.Host.Client;
using static Nightingale.Host.Commands.Instances.InstanceText;

namespace Nightingale.Host.Commands.People;

/// <summary><c>nightingale user</c></summary>
internal static class UserCommands
{
    public static Command Make(Terminal terminal) => new Verb(
        "user",
        "Add, list, lock and reset the people who sign in.",
        "nightingale user add ada",
        "nightingale user list",
        "nightingale user lock ada")
    {
        Add(terminal),
        List(terminal),
        OnOne(terminal, "lock", "Keep a person out, at once.", "is locked, and signed out everywhere."),
        OnOne(terminal, "unlock", "Let a person in again, and forget wrong guesses.", "may sign in again."),
        Reset(terminal),
    };

    private static Command Add(Terminal terminal)
    {
        var name = Name();
        var display = new Option<string?>("--display-name") { Description = "For people. Default: the name.", HelpName = "TEXT" };
        var role = new Option<string>("--role") { Description = "What the person is to the whole installation.", DefaultValueFactory = _ => "researcher" };
        role.AcceptOnlyFromAmong("researcher", "auditor", "operator");
        var ask = new Option<bool>("--ask-password") { Description = "Ask for the password, or read it from standard input, instead of making one." };
        var command = new Verb(
            "add",
            "Add a person. The password alone goes to standard output, this once.",
            "nightingale user add ada --display-name 'Ada Lovelace'",
            "nightingale user add root --role operator --ask-password")
        {
            name,
            display,
            role,
            ask,
        };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var body = new JsonObject { ["name"] = asked.Parsed.GetValue(name), ["role"] = asked.Parsed.GetValue(role) };
            if (asked.Parsed.GetValue(display) is { } text) body["displayName"] = text;
            if (asked.Parsed.GetValue(ask))
                body["password"] = await terminal.AskSecret("Password: ", cancel) is { Length: > 0 } password ? password : throw new ApiException("No password was given.");
            WriteNew(terminal, await asked.Client.Post("/api/v1/people", body, cancel), asked.Json, "is added");
        });
    }

    private static Command List(Terminal terminal)
    {
        var command = new Verb("list", "List everybody who may sign in.", "nightingale user list --json");
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var people = await asked.Client.GetArray("/api/v1/people", cancel);
            if (asked.Json) terminal.WriteJson(people);
            else
                terminal.WriteTable(
                    ["NAME", "DISPLAY NAME", "ROLE", "SECOND FACTOR", "LOCKED"],
                    people.Select(person => (IReadOnlyList<string>)[Text(person!["name"]), Text(person["displayName"]), Text(person["role"]), Factors(person), (bool)person["locked"]! ? "yes" : "no"]));
        });
    }

    private static Command OnOne(Terminal terminal, string verb, string what, string done)
    {
        var name = Name();
        var command = new Verb(verb, what, $"nightingale user {verb} ada") { name };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var person = await asked.Client.Post($"{PathOf(asked.Parsed.GetRequiredValue(name))}/{verb}", null, cancel);
            if (asked.Json) terminal.WriteJson(person);
            else terminal.WriteLine($"{Text(person["name"])} {done}");
        });
    }

    private static Command Reset(Terminal terminal)
    {
        var name = Name();
        var command = new Verb("reset", "Give a person a new password, and remove the authenticator and passkeys. The password alone goes to standard output, this once.", "nightingale user reset ada") { name };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
            WriteNew(terminal, await asked.Client.Post($"{PathOf(asked.Parsed.GetRequiredValue(name))}/reset", null, cancel), asked.Json, "is reset, and signed out everywhere"));
    }

    private static Argument<string> Name() => new("NAME") { Description = "Letters, digits, dots, hyphens, underscores or @." };

    private static string PathOf(string name) => $"/api/v1/people/{Uri.EscapeDataString(name)}";

    private static string Factors(JsonNode person) => ((bool)person["authenticator"]!, (int)person["passkeys"]!) switch
    {
        (true, 0) => "authenticator",
        (false, 0) => "none",
        (true, var keys) => $"authenticator, {keys} passkeys",
        (false, var keys) => $"{keys} passkeys",
    };

    private static void WriteNew(Terminal terminal, JsonObject made, bool json, string done)
    {
        if (json)
        {
            terminal.WriteJson(made);
            return;
        }

        var name = made["person"]?["name"];
        if (made["password"] is not { } password)
        {
            terminal.Tell($"{name} {done}.");
            return;
        }

        terminal.Tell($"{name} {done}. The password, which cannot be shown again and is to be changed after the first sign-in:");
        terminal.WriteLine($"{password}");
    }
}
