using System.CommandLine;
using System.Text.Json.Nodes;
using static Nightingale.Host.Commands.Instances.InstanceText;

namespace Nightingale.Host.Commands.Accounts;

/// <summary><c>nightingale account list</c>, <c>members</c>, <c>member</c> and <c>no-member</c>.</summary>
internal static class MemberCommands
{
    private const string Person = "user:";

    public static Command List(Terminal terminal)
    {
        var command = new Verb("list", "List the accounts that you may see, with what you are in each.", "nightingale account list");
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            var accounts = await asked.Client.GetArray("/api/v1/accounts", cancel);
            if (asked.Json) terminal.WriteJson(accounts);
            else
                terminal.WriteTable(
                    ["ID", "NAME", "CURRENCY", "YOU ARE"],
                    accounts.Select(account => (IReadOnlyList<string>)[Text(account!["id"]), Text(account["name"]), Text(account["currency"]), account["role"]?.ToString() ?? "no member"]));
        });
    }

    public static Command Members(Terminal terminal)
    {
        var account = Account();
        var command = new Verb("members", "List an account's members.", "nightingale account members lab") { account };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
            Write(terminal, await asked.Client.Get($"{AccountCommands.PathOf(asked.Parsed.GetRequiredValue(account))}/members", cancel), asked.Json));
    }

    public static Command Set(Terminal terminal)
    {
        var (person, account) = (Name(), Account());
        var role = new Option<string>("--role") { Description = "What they are to be.", DefaultValueFactory = _ => "researcher" };
        role.AcceptOnlyFromAmong("researcher", "owner", "auditor");
        var command = new Verb("member", "Add a member to an account, or change a member's role.", "nightingale account member lab ada --role owner") { account, person, role };
        return new Asking(command, terminal).Does(async (asked, cancel) => Write(
            terminal,
            await asked.Client.Put(PathOf(asked, account, person), new JsonObject { ["role"] = asked.Parsed.GetValue(role) }, cancel),
            asked.Json));
    }

    public static Command Remove(Terminal terminal)
    {
        var (person, account) = (Name(), Account());
        var command = new Verb("no-member", "Take a member's rights away, at once.", "nightingale account no-member lab ada") { account, person };
        return new Asking(command, terminal).Does(async (asked, cancel) =>
        {
            await asked.Client.Delete(PathOf(asked, account, person), cancel);
            if (asked.Json) terminal.WriteJson(new JsonObject { ["removed"] = asked.Parsed.GetValue(person) });
            else terminal.WriteLine($"{asked.Parsed.GetValue(person)} is no member any more.");
        });
    }

    private static void Write(Terminal terminal, JsonObject members, bool json)
    {
        if (json) terminal.WriteJson(members);
        else terminal.WriteTable(["PRINCIPAL", "ROLE"], members["members"]!.AsArray().Select(member => (IReadOnlyList<string>)[Text(member!["principal"]), Text(member["role"])]));
    }

    private static Argument<string> Name() => new("NAME") { Description = "The person's name." };

    private static Argument<string> Account() => new("ACCOUNT") { Description = "The account." };

    private static string PathOf(Asked asked, Argument<string> account, Argument<string> person) =>
        $"{AccountCommands.PathOf(asked.Parsed.GetRequiredValue(account))}/members/{Person}{Uri.EscapeDataString(asked.Parsed.GetRequiredValue(person))}";
}
