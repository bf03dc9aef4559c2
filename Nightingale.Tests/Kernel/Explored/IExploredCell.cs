using Nightingale.Actors.Kernel;

namespace Nightingale.Tests.Kernel.Explored;

/// <summary>An <see cref="ExploredCell"/> of any copy.</summary>
internal interface IExploredCell
{
    /// <summary>What was wrong while it ran.</summary>
    string? Problem { get; }

    /// <summary>Whether its messages have to wait.</summary>
    bool IsHeld { get; }

    /// <summary>What it has not taken, or null.</summary>
    string? Waiting { get; }

    void Tell(Sent sent);

    void Send(Signal signal);

    /// <summary>How much of this sender it has received.</summary>
    int Received(int sender);
}

/// <summary>One message, or signal, of a sender.</summary>
internal sealed record Sent(int Sender, int Number);

/// <summary>From now on messages wait, or pass.</summary>
internal sealed class ExploredSignal(Sent sent, Hold hold) : Signal
{
    public Sent Sent { get; } = sent;

    public Hold Hold { get; } = hold;
}
