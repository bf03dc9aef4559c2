using System.Text.Json.Nodes;

namespace Nightingale.Host.Commands.Journals;

/// <summary>A journal that can be audited: a running node's over its API, or a stopped node's on its files. JSON is shaped as the API shapes it.</summary>
internal interface IJournalSource : IDisposable
{
    /// <summary>Every entity, <c>{id, version}</c>.</summary>
    IAsyncEnumerable<JsonObject> Entities(CancellationToken cancel);

    /// <summary>An entity's events in sequence; fails if there are none.</summary>
    IAsyncEnumerable<JsonObject> Events(string entity, CancellationToken cancel);

    /// <summary>What checking it found: <c>{intact, events, entities, firstProblem}</c>.</summary>
    /// <param name="expect">The hash that it must end in, or null.</param>
    /// <param name="cancel">Ends it.</param>
    Task<JsonObject> Verify(string? expect, CancellationToken cancel);

    /// <summary>Writes every event as a line of JSON.</summary>
    Task Export(TextWriter output, CancellationToken cancel);
}
