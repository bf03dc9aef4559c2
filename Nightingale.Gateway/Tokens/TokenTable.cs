using Nightingale.Gateway.Access;
using Nightingale.Gateway.Keeping;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Gateway.Tokens;

/// <summary>The tokens of a cluster, in its database. The database tells all nodes of one that was made or revoked.</summary>
public sealed class TokenTable(NpgsqlDataSource database) : ITokenKeep
{
    private static readonly Dictionary<string, Role> Roles = Enum.GetValues<Role>().ToDictionary(Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Token>> Read(CancellationToken stop) => Do<IReadOnlyList<Token>>(async () =>
    {
        await using var query = Command("SELECT id, name, role, accounts, hash, created_at, created_by, expires_at, last_used_at, read_only, label FROM token WHERE revoked_at IS NULL");
        await using var rows = await query.ExecuteReaderAsync(stop);
        var tokens = new List<Token>();
        while (await rows.ReadAsync(stop))
            if (Roles.TryGetValue(rows.GetString(2), out var role)) tokens.Add(await Of(rows, role, stop)); // A role of a newer version opens nothing here.
        return tokens;
    });

    /// <inheritdoc/>
    public Task<bool> Add(Token token, bool ifNoOperator) => Do(async () =>
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand(
            $"""
            INSERT INTO token (id, name, role, accounts, hash, created_at, created_by, expires_at, read_only, label) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, NULLIF($10, '')
            {(ifNoOperator ? $"WHERE NOT EXISTS (SELECT FROM token WHERE role = '{Name(Role.Operator)}' AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp()))" : "")}
            """,
            connection);
        Fill(insert, token.Id, token.Name, Name(token.Role), token.Accounts.ToArray(), token.Hash, token.CreatedAt, token.CreatedBy, token.ExpiresAt, token.ReadOnly, token.Label ?? "");
        if (ifNoOperator)
        {
            // Of two nodes that start at once the second waits here, and then sees the first one's token.
            await using var alone = new NpgsqlCommand("LOCK TABLE token IN SHARE ROW EXCLUSIVE MODE", connection, transaction);
            await alone.ExecuteNonQueryAsync();
        }

        var added = await insert.ExecuteNonQueryAsync() == 1;
        await transaction.CommitAsync();
        return added;
    });

    /// <inheritdoc/>
    public Task<bool> Revoke(string id) => Do(async () =>
    {
        await using var command = Command("UPDATE token SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL", id);
        return await command.ExecuteNonQueryAsync() == 1;
    });

    /// <inheritdoc/>
    public Task Used(IReadOnlyDictionary<string, DateTimeOffset> uses) => Do(async () =>
    {
        await using var command = Command(
            "UPDATE token SET last_used_at = greatest(last_used_at, used.at) FROM unnest($1, $2) AS used (id, at) WHERE token.id = used.id",
            uses.Keys.ToArray(),
            uses.Values.Select(at => at.UtcDateTime).ToArray());
        return await command.ExecuteNonQueryAsync();
    });

    private static string Name(Role role) => role.ToString().ToLowerInvariant();

    private static async Task<Token> Of(NpgsqlDataReader row, Role role, CancellationToken stop) => new(
        row.GetString(0),
        row.GetString(1),
        role,
        await row.GetFieldValueAsync<string[]>(3, stop),
        row.GetString(4),
        await row.GetFieldValueAsync<DateTimeOffset>(5, stop),
        row.GetString(6),
        await row.GetFieldValueAsync<DateTimeOffset?>(7, stop),
        await row.GetFieldValueAsync<DateTimeOffset?>(8, stop),
        row.GetBoolean(9),
        await row.TextOrNull(10, stop));

    private static async Task<T> Do<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException fault)
        {
            throw new TokenStoreException("The cluster's database does not answer for tokens. Try again; if it stays, look at the database.", fault);
        }
    }

    private static NpgsqlCommand Fill(NpgsqlCommand command, params IReadOnlyList<object?> values)
    {
        foreach (var value in values)
            command.Parameters.Add(value switch
            {
                null => new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                DateTimeOffset at => new() { Value = at.UtcDateTime },
                _ => new() { Value = value },
            });
        return command;
    }

    private NpgsqlCommand Command(string sql, params IReadOnlyList<object?> values) => Fill(database.CreateCommand(sql), values);
}
