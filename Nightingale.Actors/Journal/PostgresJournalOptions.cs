using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>How to open a journal on PostgreSQL.</summary>
public sealed record PostgresJournalOptions
{
    /// <summary>Where the connections come from.</summary>
    public required NpgsqlDataSource Database { get; init; }

    /// <summary>Appending connections; shards are spread over them. Default 4, from 1 to 64.</summary>
    public int Writers { get; init; } = 4;

    /// <summary>The most requests that share a commit. Default 256, at least 1.</summary>
    public int MaxBatch { get; init; } = 256;

    /// <summary>The cluster's folder, with the key that signs checkpoints; null: this process signs none.</summary>
    public string? KeysFolder { get; init; }

    /// <summary>Time between signed checkpoints, if something was appended. Default 1 min, at least 100 ms.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the time of retention's events comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go.</summary>
    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>
    /// How long a transaction may be silent before the database ends it: a node that is stopped or cut off within an append would keep its leases from
    /// everybody else. Default 2 s; zero: for ever.
    /// </summary>
    public TimeSpan SilentAtMost { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the database may take to answer an append or a recovery; then the connection is given up. After a cut network has healed the
    /// operating system would try again only after as long as the cut had lasted. Default 5 s, in whole seconds, at least 1 s.
    /// </summary>
    public TimeSpan AnswersWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether appends lock the leases that they look at. Only the test that shows why they must says no.</summary>
    internal bool LockLeases { get; init; } = true;

    /// <summary>What is wrong with the options, each as a sentence.</summary>
    public IEnumerable<string> Problems()
    {
        if (Writers is < 1 or > 64) yield return $"Journal:Writers is {Writers}; from 1 to 64.";
        if (SilentAtMost < TimeSpan.Zero || SilentAtMost.TotalMilliseconds > int.MaxValue) yield return $"Journal:SilentAtMost is {SilentAtMost}; from 0 to 24 days.";
        if (AnswersWithin < TimeSpan.FromSeconds(1) || AnswersWithin > TimeSpan.FromHours(1)) yield return $"Journal:AnswersWithin is {AnswersWithin}; from 1 s to 1 hour.";
        if (MaxBatch < 1) yield return $"Journal:MaxBatch is {MaxBatch}; the least is 1.";
        if (CheckpointEvery < TimeSpan.FromMilliseconds(100)) yield return $"Journal:CheckpointEvery is {CheckpointEvery}; the least is 100 ms.";
    }
}
