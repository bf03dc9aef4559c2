using System.Text;
using Microsoft.Extensions.Logging;
using Nightingale.Gateway.Access;
using Npgsql;
using NpgsqlTypes;

namespace Nightingale.Gateway.Audit;

/// <summary>
/// Copies what a node writes into its own files to the table of all nodes. How far it is stands in the same transaction as the rows, so that each attempt
/// is there once, whatever crashes; while the database is away, the files keep what is to be copied.
/// </summary>
/// <param name="database">The cluster's.</param>
/// <param name="node">The node's name.</param>
/// <param name="access">The log whose files are copied.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where it is told that nothing is copied.</param>
public sealed class AttemptShipping(NpgsqlDataSource database, string node, AccessLog access, TimeProvider time, ILogger<AttemptShipping> log)
{
    private const int MostAtOnce = 500;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private long _copied = -1;
    private bool _told;

    /// <summary>Copies until it is stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Look, time);
        do
        {
            var written = access.Count;
            if (written == _copied) continue;
            try
            {
                while (await Copy(stop) == MostAtOnce) stop.ThrowIfCancellationRequested();
                (_copied, _told) = (written, false);
            }
            catch (Exception fault) when (fault is NpgsqlException or IOException or UnauthorizedAccessException)
            {
                // An outage is told once, not each time.
                if (!_told) log.AttemptsNotCopied(fault.Message);
                _told = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    /// <summary>Copies some of what is not copied yet.</summary>
    /// <returns>How many lines that was.</returns>
    internal async Task<int> Copy(CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var mark = await Mark(connection, stop);
        var (records, next) = await Lines(mark, stop);
        if (next == mark) return 0;
        await Insert(connection, records.OfType<AccessRecord>().ToList(), stop);
        await using var move = new NpgsqlCommand("UPDATE access_mark SET file = $2, place = $3 WHERE node = $1", connection);
        foreach (var value in (object[])[node, next.File, next.Begin]) move.Parameters.Add(new() { Value = value });
        await move.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return records.Count;
    }

    private async Task<(int File, long Begin)> Mark(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var query = new NpgsqlCommand(
            "INSERT INTO access_mark (node, file, place) VALUES ($1, 1, 0) ON CONFLICT (node) DO UPDATE SET node = excluded.node RETURNING file, place", connection);
        query.Parameters.Add(new() { Value = node });
        await using var row = await query.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return (row.GetInt32(0), row.GetInt64(1));
    }

    private async Task<(List<AccessRecord?> Records, (int File, long Begin) Next)> Lines((int File, long Begin) mark, CancellationToken stop)
    {
        var files = AccessFile.All(access.Path);
        if (files.Count == 0) return ([], mark);
        // A data folder that is new, or was restored, begins anew.
        if (files[^1].Number < mark.File || files.Any(file => file.Number == mark.File && new FileInfo(file.Path).Length < mark.Begin)) mark = (0, 0);
        var records = new List<AccessRecord?>();
        foreach (var (number, path) in files.Where(file => file.Number >= mark.File))
        {
            var begin = number == mark.File ? mark.Begin : 0;
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // What was put away between the look and the opening has another name now: the next look knows.
            if (AccessFile.All(access.Path)[^1].Number != files[^1].Number) break;
            file.Position = begin;
            using var reader = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false);
            var whole = file.Length;
            while (records.Count < MostAtOnce && begin < whole && await reader.ReadLineAsync(stop) is { } line)
            {
                var size = Encoding.UTF8.GetByteCount(line) + 1;
                if (begin + size > whole) break; // it is still being written
                begin += size;
                records.Add(AccessFile.Parse(Encoding.UTF8.GetBytes(line)));
            }

            mark = (number, begin);
            if (records.Count == MostAtOnce) break;
        }

        return (records, mark);
    }

    private async Task Insert(NpgsqlConnection connection, List<AccessRecord> records, CancellationToken stop)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO access (node, at, principal, token, address, method, path, operation, status, outcome, trace_id)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            connection);
        insert.Parameters.Add(new() { Value = node });
        Add(NpgsqlDbType.TimestampTz, record => record.At.UtcDateTime);
        Add(NpgsqlDbType.Text, record => record.Principal);
        Add(NpgsqlDbType.Text, record => record.Token);
        Add(NpgsqlDbType.Text, record => record.From);
        Add(NpgsqlDbType.Text, record => record.Method);
        Add(NpgsqlDbType.Text, record => record.Path.Replace("\0", "", StringComparison.Ordinal)); // PostgreSQL has no such letter
        Add(NpgsqlDbType.Text, record => record.Operation);
        Add(NpgsqlDbType.Integer, record => record.Status);
        Add(NpgsqlDbType.Text, record => AttemptTable.Name(record.Outcome));
        Add(NpgsqlDbType.Text, record => record.TraceId);
        await insert.ExecuteNonQueryAsync(stop);

        void Add<T>(NpgsqlDbType type, Func<AccessRecord, T> value) =>
            insert.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = records.Select(value).ToArray() });
    }
}
