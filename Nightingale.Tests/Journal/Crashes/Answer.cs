namespace Nightingale.Tests.Journal.Crashes;

/// <summary>What a <see cref="CountingNode"/> answered to a command.</summary>
/// <param name="Outcome">One of the three below.</param>
/// <param name="Entity">The counter's id in the journal.</param>
/// <param name="Key">The command's idempotency key.</param>
internal sealed record Answer(string Outcome, string Entity, string Key)
{
    /// <summary>It is stored.</summary>
    public const string Done = "done";

    /// <summary>It is not.</summary>
    public const string Failed = "failed";

    /// <summary>It may be.</summary>
    public const string Unknown = "unknown";

    public static Answer Parse(string line) => line.Split(' ') is [var outcome, var entity, var key] ? new(outcome, entity, key) : throw new FormatException($"'{line}' is no answer.");
}
