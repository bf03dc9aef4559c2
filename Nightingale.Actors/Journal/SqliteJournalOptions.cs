using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Nightingale.Actors.Journal;

/// <summary>How to open a journal on SQLite.</summary>
public sealed record SqliteJournalOptions
{
    /// <summary>The data folder; created if it does not exist. The journal is <c>journal.db</c> in it, its keys are in <c>keys/</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>The most requests that share a commit. Default 256, at least 1.</summary>
    public int MaxBatch { get; init; } = 256;

    /// <summary>Time between signed checkpoints, if something was appended. Default 1 min, at least 1 s.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the time of checkpoints comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go.</summary>
    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What is wrong with the options, each as a sentence.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Folder)) yield return "Journal:Folder is empty.";
        if (MaxBatch < 1) yield return $"Journal:MaxBatch is {MaxBatch}; the least is 1.";
        if (CheckpointEvery < TimeSpan.FromSeconds(1)) yield return $"Journal:CheckpointEvery is {CheckpointEvery}; the least is 1 s.";
    }
}
