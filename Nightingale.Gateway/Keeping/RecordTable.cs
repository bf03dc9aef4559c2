using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Gateway.Keeping;

/// <summary>The records of a cluster, in a table of its database, which tells all nodes of a change.</summary>
/// <param name="database">The database.</param>
/// <param name="table">One of those that are made for this: <c>person</c> or <c>session</c>.</param>
public sealed class RecordTable<T>(NpgsqlDataSource database, string table) : IRecordKeep<T>
    where T : class, IKept<T>
{
    // A record of a newer version opens nothing here, rather than be read by half and written back so.
    private const int Format = 1;

    /// <inheritdoc/>
    public Task<IReadOnlyList<T>> Read(CancellationToken stop) => Do<IReadOnlyList<T>>(async () =>
    {
        await using var query = database.CreateCommand($"SELECT record, version FROM {table} WHERE format = {Format}");
        await using var rows = await query.ExecuteReaderAsync(stop);
        var records = new List<T>();
        while (await rows.ReadAsync(stop))
            records.Add(JsonSerializer.Deserialize<T>(rows.GetString(0), RecordJson.Options)!.At(rows.GetInt64(1)));
        return records;
    });

    /// <inheritdoc/>
    public Task<bool> Put(T record) => Do(async () =>
    {
        await using var command = database.CreateCommand(record.Version == 1
            ? $"INSERT INTO {table} (key, record, version, format) VALUES ($1, $2, $3, {Format}) ON CONFLICT DO NOTHING"
            : $"UPDATE {table} SET record = $2, version = $3 WHERE key = $1 AND version = $3 - 1 AND format = {Format}");
        command.Parameters.Add(new() { Value = record.Key });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(record, RecordJson.Options), NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = record.Version });
        return await command.ExecuteNonQueryAsync() == 1;
    });

    /// <inheritdoc/>
    public Task Remove(IReadOnlyCollection<string> keys) => Do(async () =>
    {
        await using var command = database.CreateCommand($"DELETE FROM {table} WHERE key = ANY($1)");
        command.Parameters.Add(new() { Value = keys.ToArray() });
        return await command.ExecuteNonQueryAsync();
    });

    private static async Task<TResult> Do<TResult>(Func<Task<TResult>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is NpgsqlException or JsonException)
        {
            throw new KeepException("The cluster's database does not answer for people and their sessions. Try again; if it stays, look at the database.", fault);
        }
    }
}
