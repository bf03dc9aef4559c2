using System.CommandLine;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Demo;

/// <summary><c>nightingale demo</c>: the whole life of an instance on this machine, from an empty folder.</summary>
internal static class DemoCommand
{
    public static Command Make(Terminal terminal, RunningNode.Starter start)
    {
        var keep = new Option<bool>("--keep") { Description = "Keep the data folder, to look at its journal." };
        var command = new Verb(
            "demo",
            "Launch an instance on this machine, run a cell in it, bill it, audit it and delete it again. Needs neither a cloud nor an account.",
            "nightingale demo",
            "nightingale demo --keep")
        {
            keep,
        };
        command.SetAction((parsed, cancel) => Run(terminal, start, parsed.GetValue(keep), cancel));
        return command;
    }

    private static async Task<int> Run(Terminal terminal, RunningNode.Starter start, bool keep, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("nightingale-demo-").FullName;
        try
        {
            var steps = new StepTimes(terminal);
            await using (var node = await steps.Run("Start a node", () => start(new() { DataFolder = folder, Port = 0 }, cancel)))
            {
                terminal.WriteLine($"  {node.Url}, data in {folder}");
                var server = new ServerAddress(node.Url, (await File.ReadAllTextAsync(node.OperatorTokenPath, cancel)).Trim());
                using var client = new ApiClient(server, terminal.Time);
                await new DemoLife(terminal, node, client, steps).Live(cancel);
            }

            steps.Write();
            return 0;
        }
        finally
        {
            if (keep) terminal.WriteLine($"\nThe data folder is kept: nightingale journal list --data {folder}");
            else Directory.Delete(folder, recursive: true);
        }
    }
}
