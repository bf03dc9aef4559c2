using Nightingale.Actors.Journal;
using Npgsql;

namespace Nightingale.Tests.Journal.Contract;

internal sealed class PostgresJournalUnderTest : JournalUnderTest
{
    private NpgsqlDataSource _database = null!;
    private PostgresJournal _journal = null!;
    private long _epoch;

    public override IJournal Journal => _journal;

    public override long Epoch => _epoch;

    public override async Task Open()
    {
        _database = await PostgresServer.Database();
        _journal = await PostgresJournal.Open(new() { Database = _database, Writers = 2 });
    }

    public override async Task TakeOver()
    {
        await _journal.DisposeAsync();
        await Run("UPDATE lease SET epoch = epoch + 1");
        _epoch++;
        _journal = await PostgresJournal.Open(new() { Database = _database, Writers = 2 });
    }

    public override Task StartFailing() => Run("ALTER TABLE event ADD CONSTRAINT no_more CHECK (false) NOT VALID");

    public override Task StopFailing() => Run("ALTER TABLE event DROP CONSTRAINT no_more");

    public override Task CorruptSnapshot(string persistenceId) => Run("UPDATE snapshot SET payload = '{}'::bytea");

    public override async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task Run(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
