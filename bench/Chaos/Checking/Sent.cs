namespace Nightingale.Bench.Chaos.Checking;

/// <summary>A command that a client sent, as often as it took, under one key.</summary>
/// <param name="Client">Whose: a client sends its next command only when it has the answer to the last.</param>
/// <param name="Number">The client's how-manieth.</param>
/// <param name="Account">To which account.</param>
/// <param name="Key">The idempotency key.</param>
/// <param name="Answer">What it was told; null if it never got a definite answer.</param>
internal sealed record Sent(int Client, int Number, string Account, string Key, Answer? Answer);

/// <summary>A definite answer.</summary>
/// <param name="Credit">The account's credit after the command; null if the command was refused.</param>
/// <param name="Words">Of a refusal: which.</param>
internal sealed record Answer(long? Credit, string Words);

/// <summary>What a client was told when it asked for an account's credit.</summary>
internal sealed record Shown(string Account, long Credit);

/// <summary>An event of an account, as the database has it. Each grant is of one unit, so that credit counts grants.</summary>
/// <param name="Account">Whose.</param>
/// <param name="SequenceNr">Its place among the account's.</param>
/// <param name="Grants">Whether it grants credit.</param>
/// <param name="Key">The key of the command that caused it.</param>
internal sealed record Stored(string Account, long SequenceNr, bool Grants, string? Key);

/// <summary>Something that must not be.</summary>
internal sealed record Finding(FindingKind Kind, string What);

/// <summary>Classes of what must not be.</summary>
internal enum FindingKind
{
    /// <summary>A command was acknowledged and left no event.</summary>
    Lost,

    /// <summary>A command left more than one.</summary>
    Doubled,

    /// <summary>Nobody sent the command of an event, or who sent it was told that it was refused.</summary>
    Unexplained,

    /// <summary>A client's later command stands before its earlier one.</summary>
    Reordered,

    /// <summary>An answer tells of a state that the account never had.</summary>
    StrangeAnswer,

    /// <summary>The journal itself does not hold.</summary>
    Journal,

    /// <summary>An account answered nobody for too long, or a command never got its answer.</summary>
    Stuck,

    /// <summary>A Terraform run, or what one made, belongs to nobody.</summary>
    Orphan,

    /// <summary>A node ended that nobody ended, or not as it should.</summary>
    NodeFailed,
}
