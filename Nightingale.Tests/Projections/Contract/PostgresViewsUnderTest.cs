using Nightingale.Actors.Journal;
using Nightingale.Actors.Projections;
using Nightingale.Actors.Sharding;
using Npgsql;

namespace Nightingale.Tests.Projections.Contract;

/// <summary>Views in tables; several may share a database, as nodes do.</summary>
internal sealed class PostgresViewsUnderTest(NpgsqlDataSource? shared = null) : ViewsUnderTest
{
    private PostgresJournal _journal = null!;

    public NpgsqlDataSource Database { get; private set; } = null!;

    protected override IJournal Journal => _journal;

    protected override long Epoch => 0;

    public override async Task Open()
    {
        Database = shared ?? await PostgresServer.Database();
        _journal = await PostgresJournal.Open(new() { Database = Database, Writers = 2 });
    }

    public PostgresProjection[] Projections() => [(PostgresProjection)Make().List, (PostgresProjection)Make().Bill];

    public async Task Execute(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> Number(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _journal.DisposeAsync();
        if (shared is null) await Database.DisposeAsync();
    }

    protected override (IInstanceList List, IBill Bill) Make() =>
        (new PostgresInstanceList(Database, SimpleInstances.Fold, Shards.Of), new PostgresBill(Database, Charges));
}
