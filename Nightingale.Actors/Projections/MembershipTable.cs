using System.Text.Json;
using Nightingale.Actors.Accounts;
using Nightingale.Actors.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Projections;

/// <summary>The rights of all accounts in a table that nodes share, so that none of them has to read the whole journal when it starts.</summary>
/// <param name="database">Where the connections come from.</param>
/// <param name="fold">How events become rights.</param>
public sealed class MembershipTable(NpgsqlDataSource database, RightsFold fold) : PostgresProjection(database, "memberships.v1")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables { get; } = ["account_rights"];

    /// <summary>The rights of these accounts; null: of all.</summary>
    public Task<IReadOnlyList<AccountRights>> Read(IReadOnlyCollection<string>? accounts, CancellationToken cancel) => Told<IReadOnlyList<AccountRights>>(async () =>
    {
        await using var query = Database.CreateCommand(
            "SELECT rights FROM account_rights WHERE generation = (SELECT generation FROM projection WHERE name = $1) AND ($2 IS NULL OR account = ANY ($2))");
        query.Parameters.Add(new() { Value = Name });
        query.Parameters.Add(new() { Value = (object?)accounts?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        return await Rows(query, cancel);
    });

    /// <inheritdoc/>
    protected override async Task Store(NpgsqlConnection connection, long generation, IReadOnlyList<StoredEvent> events, CancellationToken stop)
    {
        var accounts = events.Select(RightsFold.AccountOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (accounts.Count == 0) return;
        await using var query = new NpgsqlCommand("SELECT rights FROM account_rights WHERE generation = $1 AND account = ANY ($2)", connection);
        query.Parameters.Add(new() { Value = generation });
        query.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Text, accounts));
        var known = (await Rows(query, stop)).ToDictionary(rights => rights.Account, StringComparer.Ordinal);
        var changed = fold.Into(known, events);
        if (changed.Count == 0) return;

        await using var write = new NpgsqlCommand(
            """
            INSERT INTO account_rights (generation, account, rights) SELECT $1, * FROM unnest($2, $3)
            ON CONFLICT (generation, account) DO UPDATE SET rights = excluded.rights
            """,
            connection);
        write.Parameters.Add(new() { Value = generation });
        write.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Text, changed.Select(rights => rights.Account)));
        write.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Bytea, changed.Select(rights => JsonSerializer.SerializeToUtf8Bytes(rights, JournalJson.Options))));
        await write.ExecuteNonQueryAsync(stop);
    }

    private static async Task<List<AccountRights>> Rows(NpgsqlCommand query, CancellationToken cancel)
    {
        await using var rows = await query.ExecuteReaderAsync(cancel);
        var all = new List<AccountRights>();
        while (await rows.ReadAsync(cancel)) all.Add(JsonSerializer.Deserialize<AccountRights>((byte[])rows[0], JournalJson.Options)!);
        return all;
    }
}
