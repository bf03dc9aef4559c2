using System.Security.Cryptography;
using System.Text.Json;

namespace Nightingale.Actors.Journal;

/// <summary>
/// Verifies a journal, or a file exported from one: that no event was changed, removed, inserted, moved or cut off since it was stored, as far as
/// checkpoints cover it, and that no checkpoint was. It trusts nothing but a public key, and best of all a checkpoint's hash that was kept elsewhere.
/// </summary>
public sealed class JournalVerifier : IDisposable
{
    /// <summary>The most problems that are told; after so many, the rest adds nothing.</summary>
    public const int MostProblems = 100;

    private readonly ProblemList _problems = new(MostProblems);
    private readonly SortedDictionary<int, ShardVerifier> _shards = [];
    private readonly Dictionary<string, long> _removals = new(StringComparer.Ordinal);
    private readonly CheckpointVerifier _checkpoints;
    private long _events;

    private JournalVerifier(string? expectCheckpoint, string? trustedKey) =>
        _checkpoints = new(trustedKey is null ? null : IdOf(trustedKey), expectCheckpoint, _problems);

    /// <summary>Verifies records, from <see cref="SqliteJournal.Records"/> or <see cref="JournalExport.Read"/>.</summary>
    /// <param name="records">The journal.</param>
    /// <param name="expectCheckpoint">The hash, in hexadecimal, of a checkpoint that must be among them: one that the auditor kept from an earlier verification.</param>
    /// <param name="trustedKey">The public key (PEM) that the auditor trusts, and through endorsements those after it; null: the journal's first.</param>
    /// <param name="stop">Ends the verification.</param>
    /// <exception cref="ArgumentException"><paramref name="trustedKey"/> is not a public key in PEM.</exception>
    public static async Task<Verification> Verify(
        IAsyncEnumerable<JournalRecord> records,
        string? expectCheckpoint = null,
        string? trustedKey = null,
        CancellationToken stop = default)
    {
        using var verifier = new JournalVerifier(expectCheckpoint, trustedKey);
        try
        {
            await foreach (var record in records.WithCancellation(stop)) verifier.See(record);
        }
        catch (DamagedJournalException damage)
        {
            verifier._problems.Add(new($"{damage.Message} The verification ends here."));
        }

        return verifier.End();
    }

    /// <inheritdoc/>
    public void Dispose() => _checkpoints.Dispose();

    private static string IdOf(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return CheckpointKey.IdOf(key.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException fault)
        {
            throw new ArgumentException("The trusted key is not a public key in PEM.", nameof(pem), fault);
        }
    }

    private void See(JournalRecord record)
    {
        switch (record)
        {
            case JournalRecord.OfKey { Key: var key }:
                _checkpoints.See(key);
                break;
            case JournalRecord.OfCheckpoint { Checkpoint: var checkpoint }:
                if (!_checkpoints.See(checkpoint)) break;
                foreach (var (shard, head) in checkpoint.Heads.OrderBy(head => head.Key)) Shard(shard).See(checkpoint, head);
                break;
            case JournalRecord.OfEvent { Event: var stored }:
                _events++;
                Shard(stored.Shard).See(stored);
                Remember(stored);
                break;
            default:
                throw new InvalidOperationException($"There is no verification of a {record.GetType().Name}.");
        }
    }

    private ShardVerifier Shard(int shard)
    {
        if (!_shards.TryGetValue(shard, out var verifier)) _shards[shard] = verifier = new(shard, _problems);
        return verifier;
    }

    private void Remember(StoredEvent stored)
    {
        try
        {
            if (Retention.Of(stored) is { } removal) _removals[removal.PersistenceId] = Math.Max(removal.Through, _removals.GetValueOrDefault(removal.PersistenceId));
        }
        catch (JsonException)
        {
            // Then its payload was changed, which was reported.
        }
    }

    private Verification End()
    {
        foreach (var shard in _shards.Values) shard.End(_removals);
        _checkpoints.End();
        return new(
            _events,
            _shards.Values.Sum(shard => (long)shard.Entities),
            _checkpoints.Number,
            _checkpoints.Hash,
            _checkpoints.SignedAt,
            _shards.Values.Sum(shard => shard.Uncovered),
            _shards.Values.Sum(shard => shard.Removed),
            _problems.Kept);
    }
}
