using Nightingale.Tests.Journal.Crashes;

namespace Nightingale.Tests;

/// <summary>The test assembly as a program: what tests start in a process of its own, to kill it.</summary>
internal static class Program
{
    public static Task Main(string[] args) => args switch
    {
        [CountingNode.Name] => CountingNode.Run(Console.In, Console.Out, beforehand: false),
        [CountingNode.Name, CountingNode.Beforehand] => CountingNode.Run(Console.In, Console.Out, beforehand: true),
        _ => throw new InvalidOperationException("The tests run with 'dotnet test'."),
    };
}
