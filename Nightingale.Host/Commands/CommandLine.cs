using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Nightingale.Actors.Health;
using Nightingale.Actors.Journal;
using Nightingale.Host.Client;
using Nightingale.Host.Commands.Access;
using Nightingale.Host.Commands.Accounts;
using Nightingale.Host.Commands.Catalogue;
using Nightingale.Host.Commands.Cluster;
using Nightingale.Host.Commands.Demo;
using Nightingale.Host.Commands.Instances;
using Nightingale.Host.Commands.Journals;
using Nightingale.Host.Commands.People;
using Nightingale.Host.Commands.Tokens;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands;

/// <summary>The <c>nightingale</c> command line.</summary>
public static class CommandLine
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    /// <summary>Runs a command; the exit code is 0 (done), 1 (it failed) or 2 (the command line makes no sense).</summary>
    public static async Task<int> Run(IReadOnlyList<string> args, Terminal terminal, RunningNode.Starter start, CancellationToken cancel)
    {
        var parsed = Root(terminal, start).Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples) return await Misused(terminal, start, args, parsed);
        // Signals and faults are ours: the library would end the process before a node has shut down.
        var invocation = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancel);
        }
        catch (UsageException wrong)
        {
            return Misused(terminal, parsed, [wrong.Message]);
        }
        catch (Exception refused) when (refused is ApiException or StartupException or NodeFailedException or JournalException or CellException)
        {
            terminal.Tell(refused.Message);
            return Failed;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            terminal.Tell($"A file could not be read or written: {unwritable.Message}");
            return Failed;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            terminal.Tell("Interrupted. What the server was asked to do goes on.");
            return Failed;
        }
    }

    internal static Verb Root(Terminal terminal, RunningNode.Starter start)
    {
        // Not a RootCommand: that takes its name from the file that it runs from.
        var help = new HelpOption();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return new Verb("nightingale", "Nightingale launches Jupyter instances for medical research, watches them, and bills them.", "nightingale demo", "nightingale up")
        {
            help,
            new VersionOption(),
            UpCommand.Make(terminal, start),
            NodeCommand.Node(terminal, start),
            NodeCommand.Gateway(terminal, start),
            ClusterCommands.Make(terminal),
            DemoCommand.Make(terminal, start),
            InstanceCommands.Make(terminal),
            JournalCommands.Make(terminal),
            AccountCommands.Make(terminal),
            UserCommands.Make(terminal),
            TokenCommands.Make(terminal),
            AccessCommands.Make(terminal),
            CatalogueCommands.Sizes(terminal),
            CatalogueCommands.Targets(terminal),
        };
    }

    private static async Task<int> Misused(Terminal terminal, RunningNode.Starter start, IReadOnlyList<string> args, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0) return Misused(terminal, parsed, parsed.Errors.Select(ParseErrorText.Of));
        if (parsed.UnmatchedTokens.Count > 0) return Misused(terminal, parsed, [$"There is no '{parsed.UnmatchedTokens[0]}' in '{command.Name}'."]);
        // Nobody said what to do: the help says what there is. On the error output, since nothing was asked for.
        await Root(terminal, start).Parse([.. args, "--help"]).InvokeAsync(new() { Output = terminal.Error }, CancellationToken.None);
        return BadUsage;
    }

    private static int Misused(Terminal terminal, ParseResult parsed, IEnumerable<string> problems)
    {
        foreach (var problem in problems) terminal.Tell(problem);
        var path = new List<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as CommandResult)
            path.Insert(0, at.Command.Name);
        terminal.Tell($"See '{string.Join(' ', path)} --help'.");
        return BadUsage;
    }
}
