using System.CommandLine;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands;

/// <summary><c>nightingale up</c>: runs a node until it is told to end.</summary>
internal static class UpCommand
{
    public static Command Make(Terminal terminal, RunningNode.Starter start)
    {
        var options = new UpOptions(terminal);
        var command = new Verb(
            "up",
            "Run a node on this machine: its API, its instances and its journal. Ctrl-C (SIGINT) or SIGTERM ends it in order, a second one at once; instances go on.",
            "nightingale up",
            "nightingale up --data /srv/nightingale --port 0");
        options.AddTo(command);
        command.SetAction((parsed, cancel) => Run(terminal, start, options.Of(parsed), cancel));
        return command;
    }

    /// <summary>Runs a node until it is told to end.</summary>
    public static async Task<int> Run(Terminal terminal, RunningNode.Starter start, NodeOptions options, CancellationToken cancel)
    {
        await using var told = cancel.Register(() => terminal.Tell("Shutting down; instances go on. A second signal ends it at once."));
        try
        {
            await using var node = await start(options, cancel);
            terminal.WriteLine($"Nightingale is up at {options.PublicUrl ?? ByName(node.Url)}");
            terminal.WriteLine(options.Cluster is null || File.Exists(node.OperatorTokenPath)
                ? $"The operator's token is in {node.OperatorTokenPath}"
                : "The operator's token is where the cluster's first node started; 'nightingale cluster token' makes another.");
            if (node.OperatorPasswordPath is { } password) terminal.WriteLine($"Sign in there as '{FirstOperator.Name}' with the password in {password}, and change it");
            await node.Completion.WaitAsync(cancel);
            return 0;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            terminal.WriteLine("Nightingale has shut down.");
            return 0;
        }
    }

    // Browsers bind passkeys to names, and know no origins below an address.
    private static string ByName(Uri url) => url.Host == "127.0.0.1" ? new UriBuilder(url) { Host = "localhost" }.Uri.ToString() : url.ToString();
}
