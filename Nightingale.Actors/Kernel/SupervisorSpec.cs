namespace Nightingale.Actors.Kernel;

/// <summary>How an actor supervises its children.</summary>
/// <param name="Strategy">Who restarts along with a child that failed.</param>
/// <param name="Intensity">How many restarts are bearable; beyond it the supervisor stops its children and fails itself.</param>
public sealed record SupervisorSpec(Strategy Strategy, RestartIntensity Intensity)
{
    /// <summary>One for one, at most 10 restarts in a minute, at once.</summary>
    public static SupervisorSpec Default { get; } = new(Strategy.OneForOne, new(Max: 10, Within: TimeSpan.FromMinutes(1)));

    /// <summary>The pause before a restart; none by default.</summary>
    public Backoff? Backoff { get; init; }

    /// <summary>What to do about a failure. Pure; a throw counts as <see cref="Directive.Escalate"/>. Default: <see cref="Directive.Restart"/>.</summary>
    public Func<Exception, Directive> OnFailure { get; init; } = static _ => Directive.Restart;

    /// <summary>
    /// Whether children are told to stop all at once, as under OTP's <c>simple_one_for_one</c>: for many that do not depend on each other.
    /// Otherwise each waits until the one that started after it has ended.
    /// </summary>
    public bool StopsTogether { get; init; }

    internal Directive Decide(Exception fault)
    {
        try
        {
            return OnFailure(fault);
        }
        catch (Exception)
        {
            return Directive.Escalate;
        }
    }
}

/// <summary>Who restarts along with a child that failed.</summary>
public enum Strategy
{
    /// <summary>It alone.</summary>
    OneForOne,

    /// <summary>All its siblings.</summary>
    OneForAll,

    /// <summary>The siblings that started after it.</summary>
    RestForOne,
}

/// <summary>What a supervisor does about a child's failure.</summary>
public enum Directive
{
    /// <summary>The child goes on with the next message and keeps its state. A failed start is restarted instead.</summary>
    Resume,

    /// <summary>The child gets a new incarnation, by the strategy and within the intensity.</summary>
    Restart,

    /// <summary>The child ends.</summary>
    Stop,

    /// <summary>The supervisor fails with the same fault; its own supervisor decides.</summary>
    Escalate,
}

/// <summary>How many restarts a supervisor bears.</summary>
/// <param name="Max">This many within <paramref name="Within"/> are borne; the next one is too many.</param>
/// <param name="Within">A sliding window over all children of the supervisor.</param>
public sealed record RestartIntensity(int Max, TimeSpan Within);
