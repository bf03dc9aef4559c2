using Nightingale.Actors.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Actors.Projections;

/// <summary>The bill in tables. All that is charged for an instance, and to an account, is in the account's own shard: sums are read and written under its lock.</summary>
/// <param name="database">Where the connections come from.</param>
/// <param name="charges">What events charge.</param>
public sealed class PostgresBill(NpgsqlDataSource database, Charging charges) : PostgresProjection(database, "bill.v1"), IBill
{
    private const string Present = "generation = (SELECT generation FROM projection WHERE name = $1)";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables { get; } = ["bill_account", "bill_day", "bill_instance"];

    /// <inheritdoc/>
    public Task<IReadOnlyList<UsageDay>> Usage(string account, DateOnly from, DateOnly to, CancellationToken cancel = default) => Told<IReadOnlyList<UsageDay>>(async () =>
    {
        await using var query = Database.CreateCommand(
            $"SELECT day, instance, ran, amount, currency FROM bill_day WHERE {Present} AND account = $2 AND day BETWEEN $3 AND $4 ORDER BY day, instance");
        foreach (var value in (object[])[Name, account, from, to]) query.Parameters.Add(new() { Value = value });
        return await All(query, row => Day(row, 0), cancel);
    });

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, InstanceCost>> Costs(IReadOnlyCollection<string> instances, CancellationToken cancel = default) => Told<IReadOnlyDictionary<string, InstanceCost>>(async () =>
    {
        if (instances.Count == 0) return new Dictionary<string, InstanceCost>(StringComparer.Ordinal);
        await using var query = Database.CreateCommand($"SELECT instance, amount, currency, as_of FROM bill_instance WHERE {Present} AND instance = ANY ($2)");
        foreach (var value in (object[])[Name, instances.ToArray()]) query.Parameters.Add(new() { Value = value });
        return (await All(query, Cost, cancel)).ToDictionary(row => row.Instance, row => row.Cost, StringComparer.Ordinal);
    });

    /// <inheritdoc/>
    protected override async Task Store(NpgsqlConnection connection, long generation, IReadOnlyList<StoredEvent> events, CancellationToken stop)
    {
        var accounts = events.Where(stored => Bill.AccountOf(stored) is not null).ToList();
        if (accounts.Count == 0) return;
        var currencies = await Currencies(connection, generation, accounts.Select(stored => stored.PersistenceId), stop);
        var known = currencies.Count;
        var charged = accounts.SelectMany(stored => charges(stored, currencies).Select(charge => (Account: Bill.AccountOf(stored)!, Charge: charge))).ToList();
        if (currencies.Count > known) await Write(connection, generation, currencies, stop);
        if (charged.Count == 0) return;

        var days = await Days(connection, generation, [.. charged.SelectMany(one => one.Charge.ByDay().Select(day => (one.Account, day.Day, day.Instance)))], stop);
        var costs = await Costs(connection, generation, charged.Select(one => one.Charge.Instance), stop);
        foreach (var (account, charge) in charged)
        {
            foreach (var part in charge.ByDay())
            {
                var key = (account, part.Day, part.Instance);
                days[key] = days.TryGetValue(key, out var sum) ? sum.Plus(part) : part;
            }

            costs[charge.Instance] = InstanceCost.After(costs.GetValueOrDefault(charge.Instance), charge);
        }

        await Write(connection, generation, days, stop);
        await Write(connection, generation, costs, stop);
    }

    private static async Task<Dictionary<string, string>> Currencies(NpgsqlConnection connection, long generation, IEnumerable<string> persistenceIds, CancellationToken stop)
    {
        await using var query = new NpgsqlCommand("SELECT persistence_id, currency FROM bill_account WHERE generation = $1 AND persistence_id = ANY ($2)", connection);
        foreach (var value in (object[])[generation, persistenceIds.ToArray()]) query.Parameters.Add(new() { Value = value });
        return (await All(query, row => (Account: row.GetString(0), Currency: row.GetString(1)), stop)).ToDictionary(row => row.Account, row => row.Currency, StringComparer.Ordinal);
    }

    private static async Task<Dictionary<(string Account, DateOnly Day, string Instance), UsageDay>> Days(
        NpgsqlConnection connection, long generation, IReadOnlyList<(string Account, DateOnly Day, string Instance)> keys, CancellationToken stop)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT DISTINCT account, day, instance, ran, amount, currency FROM bill_day JOIN unnest($2, $3, $4) AS key (account, day, instance) USING (account, day, instance)
            WHERE generation = $1
            """,
            connection);
        query.Parameters.Add(new() { Value = generation });
        query.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Text, keys.Select(key => key.Account)));
        query.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Date, keys.Select(key => key.Day)));
        query.Parameters.Add(PostgresEvents.Array(NpgsqlDbType.Text, keys.Select(key => key.Instance)));
        return (await All(query, row => (Account: row.GetString(0), Day: Day(row, 1)), stop)).ToDictionary(row => (row.Account, row.Day.Day, row.Day.Instance), row => row.Day);
    }

    private static async Task<Dictionary<string, InstanceCost>> Costs(NpgsqlConnection connection, long generation, IEnumerable<string> instances, CancellationToken stop)
    {
        await using var query = new NpgsqlCommand("SELECT instance, amount, currency, as_of FROM bill_instance WHERE generation = $1 AND instance = ANY ($2)", connection);
        foreach (var value in (object[])[generation, instances.ToArray()]) query.Parameters.Add(new() { Value = value });
        return (await All(query, Cost, stop)).ToDictionary(row => row.Instance, row => row.Cost, StringComparer.Ordinal);
    }

    private static Task Write(NpgsqlConnection connection, long generation, Dictionary<string, string> currencies, CancellationToken stop) => Run(
        connection,
        "INSERT INTO bill_account (generation, persistence_id, currency) SELECT $1, * FROM unnest($2, $3) ON CONFLICT (generation, persistence_id) DO UPDATE SET currency = excluded.currency",
        stop,
        new() { Value = generation },
        PostgresEvents.Array(NpgsqlDbType.Text, currencies.Keys),
        PostgresEvents.Array(NpgsqlDbType.Text, currencies.Values));

    private static Task Write(NpgsqlConnection connection, long generation, Dictionary<(string Account, DateOnly Day, string Instance), UsageDay> days, CancellationToken stop) => Run(
        connection,
        """
        INSERT INTO bill_day (generation, account, day, instance, ran, amount, currency) SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7)
        ON CONFLICT (generation, account, day, instance) DO UPDATE SET ran = excluded.ran, amount = excluded.amount
        """,
        stop,
        new() { Value = generation },
        PostgresEvents.Array(NpgsqlDbType.Text, days.Keys.Select(key => key.Account)),
        PostgresEvents.Array(NpgsqlDbType.Date, days.Keys.Select(key => key.Day)),
        PostgresEvents.Array(NpgsqlDbType.Text, days.Keys.Select(key => key.Instance)),
        PostgresEvents.Array(NpgsqlDbType.Interval, days.Values.Select(day => day.Ran)),
        PostgresEvents.Array(NpgsqlDbType.Numeric, days.Values.Select(day => day.Amount)),
        PostgresEvents.Array(NpgsqlDbType.Text, days.Values.Select(day => day.Currency)));

    private static Task Write(NpgsqlConnection connection, long generation, Dictionary<string, InstanceCost> costs, CancellationToken stop) => Run(
        connection,
        """
        INSERT INTO bill_instance (generation, instance, amount, currency, as_of) SELECT $1, * FROM unnest($2, $3, $4, $5)
        ON CONFLICT (generation, instance) DO UPDATE SET amount = excluded.amount, currency = excluded.currency, as_of = excluded.as_of
        """,
        stop,
        new() { Value = generation },
        PostgresEvents.Array(NpgsqlDbType.Text, costs.Keys),
        PostgresEvents.Array(NpgsqlDbType.Numeric, costs.Values.Select(cost => cost.Amount)),
        PostgresEvents.Array(NpgsqlDbType.Text, costs.Values.Select(cost => cost.Currency)),
        PostgresEvents.Array(NpgsqlDbType.TimestampTz, costs.Values.Select(cost => cost.AsOf)));

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken stop, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(stop);
    }

    private static UsageDay Day(NpgsqlDataReader row, int from) =>
        new(DateOnly.FromDateTime(row.GetDateTime(from)), row.GetString(from + 1), row.GetTimeSpan(from + 2), row.GetDecimal(from + 3), row.GetString(from + 4));

    private static (string Instance, InstanceCost Cost) Cost(NpgsqlDataReader row) =>
        (row.GetString(0), new(row.GetDecimal(1), row.GetString(2), new DateTimeOffset(row.GetDateTime(3))));

    private static async Task<List<T>> All<T>(NpgsqlCommand query, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        await using var rows = await query.ExecuteReaderAsync(cancel);
        var all = new List<T>();
        while (await rows.ReadAsync(cancel)) all.Add(read(rows));
        return all;
    }
}
