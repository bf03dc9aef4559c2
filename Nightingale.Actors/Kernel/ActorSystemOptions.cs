using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Nightingale.Actors.Kernel;

/// <summary>What an actor system runs on.</summary>
public sealed record ActorSystemOptions
{
    /// <summary>The name of the root: every path begins with it. Default <c>node</c>.</summary>
    public string Name { get; init; } = "node";

    /// <summary>The clock of timers, asks, restart windows and backoff.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the kernel and the actors log.</summary>
    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where actors take their turns. Default: the thread pool.</summary>
    public IDispatcher Dispatcher { get; init; } = new ThreadPoolDispatcher();

    /// <summary>Seeds the jitter of backoff.</summary>
    public int Seed { get; init; }

    /// <summary>Messages an actor takes in one turn before it lets others have theirs. Default 128, at least 1.</summary>
    public int Throughput { get; init; } = 128;

    /// <summary>How the root supervises the top-level actors. When it gives up, the system shuts down.</summary>
    public SupervisorSpec Children { get; init; } = SupervisorSpec.Default;

    /// <summary>How long the whole tree may take to stop in the last phase of the shutdown. Default 2 min.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Everything that is wrong with these options, for people.</summary>
    public IEnumerable<string> Problems()
    {
        if (Name.Length == 0) yield return "Kernel:Name is empty; every actor's path begins with it.";
        if (Throughput < 1) yield return $"Kernel:Throughput is {Throughput}; the least is 1.";
        if (StopWithin <= TimeSpan.Zero) yield return $"Kernel:StopWithin is {StopWithin}; it must be positive.";
    }
}
