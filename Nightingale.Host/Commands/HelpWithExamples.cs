using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Nightingale.Host.Commands;

/// <summary>The usual help, with the command's examples below it.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const string ExitCodes = "Exit codes:\n  0  done\n  1  it failed, was refused or was interrupted\n  2  the command line makes no sense";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is Verb { Examples: { Count: > 0 } examples })
        {
            output.WriteLine("Examples:");
            foreach (var example in examples) output.WriteLine($"  {example}");
            output.WriteLine();
        }

        output.WriteLine(ExitCodes);
        return 0;
    }
}
