using System.CommandLine;
using Nightingale.Gateway.Tokens;

namespace Nightingale.Host.Commands.Cluster;

/// <summary><c>nightingale cluster token</c>: the way back in for operators who have no token any more, but the database.</summary>
internal static class TokenCommand
{
    public static Command Make(Terminal terminal)
    {
        var database = new DatabaseOption(terminal);
        var command = new Verb("token", "Make an operator's token in the database. Its secret alone goes to standard output, this once.", "nightingale cluster token > operator.token");
        database.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var secret = TokenStore.NewSecret();
            await database.Ask(parsed, async source =>
            {
                await using var tokens = await TokenStore.Open(new TokenTable(source), terminal.Time, goodFor: null, cancel);
                return await tokens.AddOperator(secret, createdBy: "system:cluster-token", ifNone: false);
            });
            terminal.WriteLine(secret);
            return 0;
        });
        return command;
    }
}
