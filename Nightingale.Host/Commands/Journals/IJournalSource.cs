using System.Text.Json.Nodes;
using Nightingale.Actors.Journal;

namespace Nightingale.Host.Commands.Journals;

/// <summary>A journal that can be audited: a node's, or a file exported from one. JSON is shaped as the API shapes it.</summary>
internal interface IJournalSource : IDisposable
{
    /// <summary>Every entity, <c>{id, version}</c>.</summary>
    IAsyncEnumerable<JsonObject> Entities(CancellationToken cancel);

    /// <summary>An entity's events in sequence; fails if there are none.</summary>
    IAsyncEnumerable<JsonObject> Events(string entity, CancellationToken cancel);

    /// <summary>What checking it found: <c>{intact, events, entities, firstProblem}</c>, and more where the checking was done here.</summary>
    /// <param name="kept">What the auditor keeps elsewhere.</param>
    /// <param name="cancel">Ends it.</param>
    Task<JsonObject> Verify(KeptEvidence kept, CancellationToken cancel);
}

/// <summary>A node's journal: a running one's over its API, a stopped one's on its files, or a cluster's in its database.</summary>
internal interface INodeJournal : IJournalSource
{
    /// <summary>Writes every event, checkpoint and public key as a line of JSON.</summary>
    Task Export(TextWriter output, CancellationToken cancel);

    /// <summary>The first key that signed its checkpoints; it endorses those after it.</summary>
    Task<CheckpointKey> FirstKey(CancellationToken cancel);
}

/// <summary>What an auditor keeps where nobody who writes the journal can change it.</summary>
/// <param name="Checkpoint">The hash, in hexadecimal, of a checkpoint that must be in the journal; null: none.</param>
/// <param name="Key">The first public key in PEM; null: the journal's own word is taken for it.</param>
internal sealed record KeptEvidence(string? Checkpoint, string? Key);
