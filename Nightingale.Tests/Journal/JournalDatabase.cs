using System.Text.RegularExpressions;
using Nightingale.Actors.Journal;
using Npgsql;

namespace Nightingale.Tests.Journal;

/// <summary>A database with the journal of several nodes in it, which tests write, change behind the journal's back and verify.</summary>
internal sealed partial class JournalDatabase : IAsyncDisposable
{
    private readonly TemporaryFolder _cluster = new();
    private NpgsqlDataSource _database = null!;

    /// <summary>The cluster's folder, with its key.</summary>
    public string Cluster => _cluster.Path;

    public NpgsqlDataSource Connections => _database;

    public static async Task<JournalDatabase> Make()
    {
        var made = new JournalDatabase { _database = await PostgresServer.Database() };
        CheckpointKeys.Make(made.Cluster);
        return made;
    }

    /// <summary>Opens the journal as a node does.</summary>
    public Task<PostgresJournal> Open(TimeSpan? every = null, string? cluster = null) =>
        PostgresJournal.Open(new() { Database = _database, Writers = 1, KeysFolder = cluster ?? Cluster, CheckpointEvery = every ?? TimeSpan.FromHours(1) });

    /// <summary>Writes the history of <see cref="JournalFolder.WriteHistory"/>: shard 7: a1 b1 a2, checkpoint 1, b2 a3 b3 a4, checkpoint 2. Shard 8: c1 | c2 c3.</summary>
    public async Task WriteHistory()
    {
        await using var journal = await Open();
        await Change("UPDATE lease SET epoch = 1");
        foreach (var (id, version) in new[] { ("a", 0), ("b", 0), ("a", 1) }) await journal.Append(Appends.To(id, version, key: "k f"));
        await journal.Append(Appends.To("c", 0, shard: 8));
        await journal.WriteCheckpoint();
        foreach (var (id, version) in new[] { ("b", 1), ("a", 2), ("b", 2), ("a", 3) }) await journal.Append(Appends.To(id, version));
        await journal.Append(Appends.To("c", 1, count: 2, shard: 8));
    }

    /// <summary>Runs SQL behind the journal's back; bytes may be written as SQLite takes them.</summary>
    public async Task Change(string sql)
    {
        await using var command = _database.CreateCommand(Bytes().Replace(sql, "'\\x${hex}'::bytea"));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Verifies the journal as somebody who may only read.</summary>
    public async Task<Verification> Verify(string? expectCheckpoint = null, string? trustedKey = null)
    {
        await using var journal = await PostgresJournal.OpenReadOnly(_database);
        return await JournalVerifier.Verify(journal.Records(), expectCheckpoint, trustedKey);
    }

    /// <summary>Verifies what an export of the journal says, without the database.</summary>
    public async Task<Verification> VerifyExport()
    {
        await using var journal = await PostgresJournal.OpenReadOnly(_database);
        using var file = new MemoryStream();
        await JournalExport.Write(journal.Records(), file);
        file.Position = 0;
        return await JournalVerifier.Verify(JournalExport.Read(file));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _cluster.Dispose();
    }

    [GeneratedRegex("x'(?<hex>[0-9A-F]*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bytes();
}
