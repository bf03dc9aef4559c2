using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nightingale.Actors.Journal;

/// <summary>
/// Signs where the shards of all nodes stand. Every node tries each minute; the first one does it, and the others find it done. A lock within the
/// transaction lets one sign at a time, so the chain of checkpoints does not fork.
/// </summary>
internal sealed class PostgresSigner : IAsyncDisposable
{
    // "NGCP": who holds it signs.
    private const long Lock = 0x4E474350;

    private static readonly TimeSpan LastWithin = TimeSpan.FromSeconds(5);

    private readonly PostgresJournalOptions _options;
    private readonly CheckpointKeys _keys;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private PostgresSigner(PostgresJournalOptions options, CheckpointKeys keys, ILogger log)
    {
        (_options, _keys, _log) = (options, keys, log);
        _running = Run();
    }

    /// <summary>Makes the cluster's public key known, and begins to sign with it.</summary>
    /// <exception cref="JournalUnavailableException">The key is not there, or the journal is signed with another: then the folder is another cluster's.</exception>
    public static async Task<PostgresSigner> Start(PostgresJournalOptions options, string folder, ILogger log, CancellationToken cancel)
    {
        var keys = CheckpointKeys.LoadExisting(folder);
        try
        {
            await using var connection = await options.Database.OpenConnectionAsync(cancel);
            await using var transaction = await Begin(connection, cancel);
            var checkpoints = new PostgresCheckpoints(connection);
            var known = await checkpoints.Keys(cancel);
            if (known.Count == 0) await checkpoints.Insert(keys.Current, cancel);
            else if (known.All(key => key.Id != keys.Current.Id))
                throw new JournalUnavailableException(
                    $"The journal in the database is signed with key {known[^1].Id}, and checkpoint.pem in the cluster's folder is key {keys.Current.Id}. Use the folder that this cluster was made with.");
            await transaction.CommitAsync(cancel);
            return new(options, keys, log);
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Signs a checkpoint; null if nothing was appended since the last, unless <paramref name="evenIfNoneMoved"/>.</summary>
    /// <exception cref="JournalException">It could not; the next checkpoint makes up for it.</exception>
    public Task<Checkpoint?> Sign(bool evenIfNoneMoved = false, CancellationToken stop = default) => Sign(evenIfNoneMoved, notWithin: TimeSpan.Zero, stop);

    /// <summary>Signs what moved, as the last thing that this node does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _running;
        try
        {
            using var bound = new CancellationTokenSource(LastWithin, _options.Time);
            await Sign(stop: bound.Token);
        }
        catch (Exception fault) when (fault is JournalException or OperationCanceledException or InvalidOperationException or IOException or OverflowException)
        {
            JournalLog.CheckpointFailed(_log, fault);
        }

        _keys.Dispose();
        _stop.Dispose();
    }

    private async Task Run()
    {
        using var timer = new PeriodicTimer(_options.CheckpointEvery, _options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await SignIfDue(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
    }

    // Who comes soon after another node has nothing to do.
    private async Task SignIfDue(CancellationToken stop)
    {
        try
        {
            await Sign(evenIfNoneMoved: false, notWithin: _options.CheckpointEvery / 2, stop);
        }
        catch (Exception fault) when (fault is JournalException or InvalidOperationException or IOException or OverflowException)
        {
            // Also a connection that died between two commands, and a time in the table that cannot be: the next minute has its own attempt.
            JournalLog.CheckpointFailed(_log, fault);
        }
    }

    private async Task<Checkpoint?> Sign(bool evenIfNoneMoved, TimeSpan notWithin, CancellationToken stop)
    {
        try
        {
            await using var connection = await _options.Database.OpenConnectionAsync(stop);
            await using var transaction = await Begin(connection, stop);
            var checkpoints = new PostgresCheckpoints(connection);
            var (number, hash, age) = await checkpoints.Last(stop);
            if (age >= TimeSpan.Zero && age < notWithin) return null;
            var moved = new Dictionary<int, ShardHead>();
            foreach (var (shard, signed, last) in await checkpoints.Shards(stop))
                if (last > signed.Ordinal) moved[shard] = Fold(shard, signed, await checkpoints.Hashes(shard, signed.Ordinal, last, stop));
            if (moved.Count == 0 && !evenIfNoneMoved) return null;
            var checkpoint = Checkpoint.Sign(_keys, number + 1, await checkpoints.Now(stop), hash, moved);
            await checkpoints.Insert(checkpoint, stop);
            await transaction.CommitAsync(stop);
            return checkpoint;
        }
        catch (NpgsqlException fault)
        {
            throw PostgresFaults.BeforeCommit(fault);
        }
    }

    // A node that is stopped in the middle keeps the others waiting no longer than the database keeps an idle session.
    private static async Task<NpgsqlTransaction> Begin(NpgsqlConnection connection, CancellationToken stop)
    {
        var transaction = await connection.BeginTransactionAsync(stop);
        await using var take = new NpgsqlCommand(
            string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '30s'; SELECT pg_advisory_xact_lock({Lock})"),
            connection,
            transaction);
        await take.ExecuteNonQueryAsync(stop);
        return transaction;
    }

    // What was cut out of what is not signed yet must not be signed over.
    private static ShardHead Fold(int shard, ShardHead signed, IReadOnlyList<(long Ordinal, byte[] Hash)> events)
    {
        var head = signed;
        foreach (var (ordinal, hash) in events)
            head = ordinal == head.Ordinal + 1
                ? new(ordinal, HashChain.Running(head.Running.Span, hash))
                : throw new DamagedJournalException($"Shard {shard} has no event of ordinal {head.Ordinal + 1}, so nothing is signed. `journal verify` tells more.");
        return head;
    }
}
