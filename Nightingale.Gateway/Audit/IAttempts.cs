using Nightingale.Gateway.Access;

namespace Nightingale.Gateway.Audit;

/// <summary>The attempts to use the API that are on record, for auditors: those in a node's own files, or those of all nodes in the cluster's database.</summary>
public interface IAttempts
{
    /// <summary>A piece of them, newest first. What is written meanwhile is in no later piece.</summary>
    /// <exception cref="Nightingale.Actors.Journal.JournalUnavailableException">They cannot be read at the moment.</exception>
    Task<AttemptPage> Read(AttemptQuery query, CancellationToken cancel);

    /// <summary>Whether a text can be the <see cref="AttemptPage.Next"/> of a piece.</summary>
    bool IsPlace(string text);
}

/// <summary>Which attempts are asked for; what is null leaves none out.</summary>
/// <param name="Principal">Whose.</param>
/// <param name="Operation">To do what.</param>
/// <param name="Outcome">What came of them.</param>
/// <param name="From">The earliest, included.</param>
/// <param name="To">The latest, excluded.</param>
/// <param name="After">Go on after the piece that gave this as its next.</param>
/// <param name="Limit">At most so many.</param>
public sealed record AttemptQuery(string? Principal, string? Operation, AccessOutcome? Outcome, DateTimeOffset? From, DateTimeOffset? To, string? After, int Limit)
{
    /// <summary>Whether an attempt is one of them.</summary>
    public bool Takes(AccessRecord attempt) =>
        (Principal is null || attempt.Principal == Principal)
        && (Operation is null || attempt.Operation == Operation)
        && (Outcome is null || attempt.Outcome == Outcome)
        && !(attempt.At < From)
        && !(attempt.At >= To);
}

/// <summary>A piece of the attempts.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Where to go on; null: there are no others.</param>
public sealed record AttemptPage(IReadOnlyList<Attempt> Items, string? Next);

/// <summary>An attempt, and the node that it was made on; null: this one.</summary>
public sealed record Attempt(AccessRecord Record, string? Node);
