using System.Data;
using Nightingale.Actors.Journal;
using Npgsql;

namespace Nightingale.Actors.Sharding;

/// <summary>What must always hold in a cluster's database, asked of one moment of it while the nodes go on.</summary>
/// <param name="Invariants">Each with the first event that breaks it.</param>
/// <param name="Journal">What the verification of hash chains and checkpoints found.</param>
public sealed record ClusterAudit(IReadOnlyList<Invariant> Invariants, Verification Journal)
{
    // Each gives the first event that breaks it, in the order of shards and ordinals: entity, sequence number, shard, ordinal, and the words for it.
    private static readonly (string Name, string Sql)[] Queries =
    [
        ("each shard has one lease and one owner",
            """
            SELECT NULL::text, NULL::bigint, shard.number, NULL::bigint,
                CASE count(lease.shard) WHEN 0 THEN 'it has no lease' ELSE 'it has ' || count(lease.shard) || ' leases: ' || string_agg(coalesce(owner, 'nobody'), ', ' ORDER BY owner) END
            FROM generate_series(0, 255) AS shard (number) LEFT JOIN lease ON lease.shard = shard.number
            GROUP BY shard.number HAVING count(lease.shard) <> 1 ORDER BY shard.number LIMIT 1
            """),
        ("no event is of an epoch that no lease gave out",
            """
            SELECT persistence_id, sequence_nr, shard, ordinal, 'it is of epoch ' || epoch || ', and the lease of its shard is at ' || coalesce(given::text, 'none')
            FROM event LEFT JOIN (SELECT shard, max(epoch) AS given FROM lease GROUP BY shard) AS highest USING (shard)
            WHERE epoch > coalesce(given, -1) ORDER BY shard, ordinal LIMIT 1
            """),
        ("epochs never fall in the order of ordinals",
            """
            SELECT persistence_id, sequence_nr, shard, ordinal, 'its epoch ' || epoch || ' is older than epoch ' || before || ' of the event before it: two nodes wrote'
            FROM (SELECT *, lag(epoch) OVER (PARTITION BY shard ORDER BY ordinal) AS before FROM event) AS follows
            WHERE epoch < before ORDER BY shard, ordinal LIMIT 1
            """),
        ("the ordinals of a shard have no gap",
            """
            SELECT persistence_id, sequence_nr, shard, ordinal, 'it follows ordinal ' || before || ' of its shard'
            FROM (SELECT *, lag(ordinal, 1, 0::bigint) OVER (PARTITION BY shard ORDER BY ordinal) AS before FROM event) AS follows
            WHERE ordinal <> before + 1 ORDER BY shard, ordinal LIMIT 1
            """),
        ("the numbers of an entity have no gap",
            """
            SELECT persistence_id, sequence_nr, shard, ordinal, 'it follows event ' || before || ' of its entity'
            FROM (SELECT *, lag(sequence_nr, 1, 0::bigint) OVER (PARTITION BY persistence_id ORDER BY sequence_nr) AS before FROM event) AS follows
            WHERE sequence_nr <> before + 1 ORDER BY shard, ordinal LIMIT 1
            """),
    ];

    /// <summary>Whether everything holds.</summary>
    public bool Holds => Invariants.All(invariant => invariant.Broken is null);

    /// <summary>Looks; it changes nothing and makes nobody wait.</summary>
    /// <exception cref="NpgsqlException">The database cannot be asked.</exception>
    public static async Task<ClusterAudit> Run(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await using (var look = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection)) await look.ExecuteNonQueryAsync(cancel);
        var invariants = new List<Invariant>();
        foreach (var (name, sql) in Queries) invariants.Add(new(name, await First(connection, sql, cancel)));
        var journal = await JournalVerifier.Verify(PostgresRecords.Of(connection, cancel), stop: cancel);
        invariants.Add(new("hash chains and signed checkpoints are whole", journal.Holds ? null : journal.Problems[0]));
        return new(invariants, journal);
    }

    private static async Task<Problem?> First(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        // Whatever it takes: a large journal is sorted on disk.
        await using var query = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var rows = await query.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel)
            ? new(rows.GetString(4), rows.GetValue(0) as string, rows.GetValue(1) as long?, rows.GetInt32(2), rows.GetValue(3) as long?)
            : null;
    }
}

/// <summary>Something that must always hold.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Broken">Where it does not, first; null: it holds.</param>
public sealed record Invariant(string Name, Problem? Broken);
