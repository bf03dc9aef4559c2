using Microsoft.Extensions.Logging;
using Nightingale.Actors.Kernel;
using Nightingale.Host.Composition;

namespace Nightingale.Tests.Deploy;

/// <summary>How long a node's shutdown may take: the bounds of its phases, as it tells of them when it goes through them.</summary>
internal sealed class ShutdownBound : ILoggerFactory, ILogger
{
    private TimeSpan _together;

    public static async Task<TimeSpan> OfNode()
    {
        using var bound = new ShutdownBound();
        var system = new ActorSystem(new() { Name = "node", Logs = bound });
        _ = new NodePhases(system.Shutdown);
        await system.DisposeAsync();
        return bound._together;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name != nameof(KernelLog.PhaseBegins) || state is not IReadOnlyList<KeyValuePair<string, object?>> values) return;
        _together += values.Select(value => value.Value).OfType<TimeSpan>().Single();
    }

    public void Dispose()
    {
    }
}
