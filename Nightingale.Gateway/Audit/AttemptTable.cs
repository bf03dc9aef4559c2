using System.Globalization;
using Nightingale.Actors.Journal;
using Nightingale.Gateway.Access;
using Nightingale.Gateway.Keeping;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Gateway.Audit;

/// <summary>The attempts of all nodes, in the cluster's database.</summary>
public sealed class AttemptTable(NpgsqlDataSource database) : IAttempts
{
    private static readonly Dictionary<string, AccessOutcome> Outcomes = Enum.GetValues<AccessOutcome>().ToDictionary(Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool IsPlace(string text) => Parse(text) is not null;

    /// <inheritdoc/>
    public async Task<AttemptPage> Read(AttemptQuery query, CancellationToken cancel)
    {
        try
        {
            await using var command = database.CreateCommand(
                """
                SELECT id, at, node, principal, token, address, method, path, operation, status, outcome, trace_id FROM access
                WHERE ($1 IS NULL OR principal = $1) AND ($2 IS NULL OR operation = $2) AND ($3 IS NULL OR outcome = $3)
                AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR at < $5) AND ($6 IS NULL OR (at, id) < ($6, $7))
                ORDER BY at DESC, id DESC LIMIT $8
                """);
            var after = query.After is null ? null : Parse(query.After);
            Add(command, NpgsqlDbType.Text, query.Principal);
            Add(command, NpgsqlDbType.Text, query.Operation);
            Add(command, NpgsqlDbType.Text, query.Outcome is { } outcome ? Name(outcome) : null);
            Add(command, NpgsqlDbType.TimestampTz, query.From?.UtcDateTime);
            Add(command, NpgsqlDbType.TimestampTz, query.To?.UtcDateTime);
            Add(command, NpgsqlDbType.TimestampTz, after?.At.UtcDateTime);
            Add(command, NpgsqlDbType.Bigint, after?.Id);
            Add(command, NpgsqlDbType.Bigint, query.Limit + 1L);
            await using var rows = await command.ExecuteReaderAsync(cancel);
            var found = new List<(long Id, Attempt Attempt)>();
            while (await rows.ReadAsync(cancel)) found.Add((rows.GetInt64(0), await Of(rows, cancel)));
            if (found.Count <= query.Limit) return new([.. found.Select(one => one.Attempt)], null);
            var (id, last) = found[query.Limit - 1];
            return new([.. found.Take(query.Limit).Select(one => one.Attempt)], string.Create(CultureInfo.InvariantCulture, $"{last.Record.At.UtcTicks}-{id}"));
        }
        catch (NpgsqlException fault)
        {
            throw new JournalUnavailableException("The cluster's database does not answer for the access log. Try again; if it stays, look at the database.", fault);
        }
    }

    /// <summary>How an outcome is called in the table.</summary>
    internal static string Name(AccessOutcome outcome) => outcome.ToString().ToLowerInvariant();

    private static async Task<Attempt> Of(NpgsqlDataReader row, CancellationToken cancel) => new(
        new(
            await row.GetFieldValueAsync<DateTimeOffset>(1, cancel),
            await row.TextOrNull(3, cancel),
            await row.TextOrNull(4, cancel),
            await row.TextOrNull(5, cancel),
            row.GetString(6),
            row.GetString(7),
            await row.TextOrNull(8, cancel),
            row.GetInt32(9),
            Outcomes.GetValueOrDefault(row.GetString(10), AccessOutcome.Failed),
            row.GetString(11)),
        row.GetString(2));

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });

    // A database counts microseconds, so the ticks of what it gave are exact.
    private static (DateTimeOffset At, long Id)? Parse(string text) =>
        text.Split('-') is [var ticks, var id]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTimeOffset.MaxValue.UtcTicks
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (new DateTimeOffset(at, TimeSpan.Zero), number)
            : null;
}
