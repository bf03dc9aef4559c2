using Nightingale.Actors.Instances;
using Npgsql;

namespace Nightingale.Actors.Provisioning;

/// <summary>
/// States in PostgreSQL, encrypted, for any node to read. Only the node that holds an instance's shard writes its state: the lease is locked while it
/// does, so that nothing of a run that a takeover left behind arrives after it.
/// </summary>
/// <param name="database">Where the connections come from.</param>
/// <param name="masterKey">The cluster's master key: at least 16 bytes.</param>
/// <param name="leaseOf">The shard of an instance and the epoch under which this node holds it; null if it does not.</param>
public sealed class PostgresStateStore(NpgsqlDataSource database, ReadOnlySpan<byte> masterKey, Func<InstanceId, (int Shard, long Epoch)?> leaseOf) : IStateStore
{
    private const string Held = "(SELECT FROM lease WHERE shard = $2 AND epoch = $3 FOR SHARE)";

    private readonly StateSeal _seal = new(masterKey);

    /// <inheritdoc/>
    public async Task<StoredState?> Read(InstanceId instance, CancellationToken cancel)
    {
        try
        {
            await using var query = database.CreateCommand("SELECT sealed FROM terraform_state WHERE instance = $1");
            query.Parameters.Add(new() { Value = instance.ToString() });
            return await query.ExecuteScalarAsync(cancel) is byte[] bytes ? _seal.Open(instance, bytes) : null;
        }
        catch (NpgsqlException fault)
        {
            throw new IOException("The state cannot be read from the database.", fault);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Write(InstanceId instance, StoredState state, CancellationToken cancel) => await Change(
        $"""
        INSERT INTO terraform_state (instance, run, sealed) SELECT $1, $4, $5 FROM {Held} AS held
        ON CONFLICT (instance) DO UPDATE SET run = excluded.run, sealed = excluded.sealed WHERE terraform_state.run <= excluded.run
        """,
        instance,
        cancel,
        state.Run,
        _seal.Seal(instance, state)) == 1;

    /// <inheritdoc/>
    public Task Delete(InstanceId instance, CancellationToken cancel) => Change($"DELETE FROM terraform_state USING {Held} AS held WHERE instance = $1", instance, cancel);

    private async Task<int> Change(string sql, InstanceId instance, CancellationToken cancel, params object[] more)
    {
        if (leaseOf(instance) is not (var shard, var epoch)) return 0;
        try
        {
            await using var command = database.CreateCommand(sql);
            foreach (var value in (object[])[instance.ToString(), shard, epoch, .. more]) command.Parameters.Add(new() { Value = value });
            return await command.ExecuteNonQueryAsync(cancel);
        }
        catch (NpgsqlException fault)
        {
            throw new IOException("The state cannot be written to the database.", fault);
        }
    }
}
