using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel;

/// <summary>A supervisor to whom one thing after the other happens, each to its end before the next.</summary>
internal interface ISupervisorPlayer
{
    /// <summary>What it did about the last thing, in order.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>Its children in start order and what each does.</summary>
    string Picture { get; }

    /// <summary>The luck of the draw for backoff.</summary>
    double Roll { set; }

    /// <summary>Whether an ancestor of it has failed, and nobody has decided yet.</summary>
    bool Suspended { get; }

    /// <summary>The next start that nothing is said of yet fails, and the supervisor decides so.</summary>
    void FailStart(Directive directive);

    void Spawn(int number, RestartKind kind);

    void Fail(int number, Directive directive);

    void Exit(int number);

    void Stop(int number);

    void Pass(TimeSpan by);

    /// <summary>An ancestor failed.</summary>
    void Suspend();

    /// <summary>That ancestor goes on.</summary>
    void Resume();

    void Close();
}
