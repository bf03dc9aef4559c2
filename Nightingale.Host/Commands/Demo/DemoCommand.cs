using System.CommandLine;
using Nightingale.Host.Client;

namespace Nightingale.Host.Commands.Demo;

/// <summary><c>nightingale demo</c>: the whole life of an instance on this machine, from an empty folder.</summary>
internal static class DemoCommand
{
    public static Command Make(Terminal terminal, RunningNode.Starter start)
    {
        var keep = new Option<bool>("--keep") { Description = "Keep the data folder, to look at its journal." };
        var json = new Option<bool>("--json") { Description = "Print how long each step took as JSON, and everything else to standard error." };
        var command = new Verb(
            "demo",
            "Launch an instance on this machine, run a cell in it, bill it, audit it and delete it again. Needs neither a cloud nor an account.",
            "nightingale demo",
            "nightingale demo --keep")
        {
            keep,
            json,
        };
        // What is told live goes where it does not disturb the data.
        command.SetAction((parsed, cancel) => parsed.GetValue(json)
            ? Run(terminal with { Output = terminal.Error }, start, parsed.GetValue(keep), steps => terminal.WriteJson(steps.Json()), cancel)
            : Run(terminal, start, parsed.GetValue(keep), steps => steps.Write(), cancel));
        return command;
    }

    private static async Task<int> Run(Terminal terminal, RunningNode.Starter start, bool keep, Action<StepTimes> write, CancellationToken cancel)
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
                var life = new DemoLife(terminal, node, client, steps);
                try
                {
                    await life.Live(cancel);
                }
                catch
                {
                    // The folder is all by which a sandbox is found: it goes only when nothing runs any more.
                    keep |= !await life.LeavesNothing();
                    if (cancel.IsCancellationRequested && !keep) throw new ApiException("Interrupted. The demo's instance is deleted; nothing is left.");
                    throw;
                }
            }

            write(steps);
            return 0;
        }
        finally
        {
            if (keep) terminal.WriteLine($"\nThe data folder is kept: nightingale journal list --data {folder}");
            else Directory.Delete(folder, recursive: true);
        }
    }
}
