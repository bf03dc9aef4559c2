using System.Data;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Journal;

/// <summary>
/// The connection of one writer. Every transaction on it locks the leases of its shards <c>FOR SHARE</c> first, so that none of them can be taken over
/// between the look at its epoch and the commit.
/// </summary>
internal sealed class FencedConnection(PostgresJournalOptions options)
{
    // Longer than a writer under load is idle, shorter than a database needs to restart.
    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(100);

    private NpgsqlConnection? _connection;
    private long _answeredAt;

    public bool IsOpen => _connection is { State: ConnectionState.Open };

    /// <summary>Whether the database answered on it a moment ago. One that was idle may have died unnoticed: what is sent on it has an unknown outcome.</summary>
    public bool IsFresh => IsOpen && options.Time.GetElapsedTime(_answeredAt) < FreshFor;

    /// <summary>
    /// The command that holds the leases of some shards under the epochs that are known, in the transaction that it is sent with: if one is held under another by
    /// now, the transaction fails.
    /// </summary>
    public static NpgsqlBatchCommand Hold(IReadOnlyCollection<int> shards, Func<int, long> epoch) => new("SELECT hold_leases($1, $2)")
    {
        Parameters = { PostgresEvents.Array(NpgsqlDbType.Integer, shards), PostgresEvents.Array(NpgsqlDbType.Bigint, shards.Select(epoch)) },
    };

    /// <summary>Begins a transaction that holds the leases of some shards.</summary>
    /// <returns>The connection, and the epochs of the shards.</returns>
    public async Task<(NpgsqlConnection Connection, IReadOnlyDictionary<int, long> Epochs)> Begin(IReadOnlyList<int> shards)
    {
        if (_connection is { } known)
            try
            {
                return (known, await Fence(known, shards));
            }
            catch (Exception fault) when (fault is NpgsqlException or InvalidOperationException or IOException && !IsOpen)
            {
                // It died unnoticed since the last commit. Nothing was sent on it since: another one is as good.
                await Close();
            }

        _connection = await options.Database.OpenConnectionAsync();
        await Execute([new(string.Create(CultureInfo.InvariantCulture, $"SET idle_in_transaction_session_timeout = {(int)options.SilentAtMost.TotalMilliseconds}"))]);
        return (_connection, await Fence(_connection, shards));
    }

    /// <summary>Sends commands in one round trip. Outside of a transaction that was begun they are one of their own.</summary>
    public async Task Execute(IEnumerable<NpgsqlBatchCommand> commands)
    {
        await using var batch = new NpgsqlBatch(_connection) { Timeout = (int)options.AnswersWithin.TotalSeconds };
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync();
        _answeredAt = options.Time.GetTimestamp();
    }

    /// <returns>Whether the connection can be used again.</returns>
    public async Task<bool> RolledBack()
    {
        try
        {
            if (!IsOpen) return false;
            await Execute([new("ROLLBACK")]);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Closes it; the next transaction opens another.</summary>
    public async Task Close()
    {
        if (_connection is not { } closing) return;
        _connection = null;
        try
        {
            await closing.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // The database ended it before, and says so only now.
        }
    }

    // In the order of shards, so that no two transactions wait for each other.
    private async Task<IReadOnlyDictionary<int, long>> Fence(NpgsqlConnection connection, IReadOnlyList<int> shards)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            Timeout = (int)options.AnswersWithin.TotalSeconds,
            BatchCommands =
            {
                new("BEGIN"),
                new($"SELECT shard, epoch FROM lease WHERE shard = ANY ($1) ORDER BY shard{(options.LockLeases ? " FOR SHARE" : "")}")
                {
                    Parameters = { PostgresEvents.Array(NpgsqlDbType.Integer, shards.Distinct()) },
                },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync();
        var epochs = new Dictionary<int, long>();
        while (await rows.ReadAsync()) epochs[rows.GetInt32(0)] = rows.GetInt64(1);
        return epochs;
    }
}
