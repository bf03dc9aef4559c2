using System.ComponentModel;

namespace Nightingale.Gateway.Journals;

/// <summary>What auditors ask of the journal beyond its events.</summary>
/// <param name="State">An entity's live state as canonical JSON in UTF-8, by its id in the journal; null if there is no such entity.</param>
/// <param name="StateAt">Its state after one of its events, by replay; null if there is no such event.</param>
/// <param name="Verify">Checks every hash, number and checkpoint.</param>
/// <param name="Export">Writes every event as a line of JSON.</param>
public sealed record JournalAudit(
    Func<string, CancellationToken, Task<ReadOnlyMemory<byte>?>> State,
    Func<string, long, CancellationToken, Task<ReadOnlyMemory<byte>?>> StateAt,
    Func<CancellationToken, Task<VerificationView>> Verify,
    Func<Stream, CancellationToken, Task> Export);

/// <summary>What checking the journal found.</summary>
public sealed record VerificationView(
    [property: Description("Whether everything holds.")] bool Intact,
    [property: Description("Events that were checked.")] long Events,
    [property: Description("Entities that were checked.")] long Entities,
    [property: Description("The first event that does not hold, and why; null if all do.")] string? FirstProblem);
