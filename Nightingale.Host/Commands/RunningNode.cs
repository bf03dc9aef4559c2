using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Nightingale.Host.Composition;

namespace Nightingale.Host.Commands;

/// <summary>What commands need of a node in this process.</summary>
/// <param name="Url">Where its API is.</param>
/// <param name="OperatorTokenPath">The file with the operator's token.</param>
/// <param name="RunCell">Runs a cell in an instance's Jupyter and gives what it printed.</param>
/// <param name="Completion">Ends when the node has ended, with its fault if it had one.</param>
/// <param name="Stop">Shuts it down in order.</param>
public sealed record RunningNode(
    Uri Url,
    string OperatorTokenPath,
    Func<Guid, string, CancellationToken, Task<string>> RunCell,
    Task Completion,
    Func<ValueTask> Stop) : IAsyncDisposable
{
    /// <summary>The file with the first operator's password, if this node made one.</summary>
    public string? OperatorPasswordPath { get; init; }

    /// <summary>Starts a node.</summary>
    /// <exception cref="StartupException">It cannot start.</exception>
    public delegate Task<RunningNode> Starter(NodeOptions options, CancellationToken cancel);

    /// <summary>Starts a real one.</summary>
    /// <exception cref="StartupException">It cannot start.</exception>
    public static async Task<RunningNode> Start(NodeOptions options, CancellationToken cancel)
    {
        var logs = LoggerFactory.Create(Log);
        var node = await Node.Start(options, logs, cancel);
        return new(node.Url, node.OperatorTokenPath, node.RunCell, node.Completion, Stop) { OperatorPasswordPath = node.OperatorPasswordPath };

        async ValueTask Stop()
        {
            await node.DisposeAsync();
            logs.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stop();

    // Standard output is the commands' own.
    private static void Log(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        // What keeps the web host from starting is thrown too, and told as a sentence.
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
        // While anything listens here, the web host makes an activity and a scope of every request. What goes wrong in one, the gateway tells itself.
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        .AddSimpleConsole(line => (line.SingleLine, line.TimestampFormat, line.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ ", true))
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
