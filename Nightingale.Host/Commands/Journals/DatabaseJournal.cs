using Nightingale.Actors.Journal;
using Npgsql;

namespace Nightingale.Host.Commands.Journals;

/// <summary>A cluster's journal, read from its database beside the nodes that write it; a user of the database who may only read will do.</summary>
internal sealed class DatabaseJournal(NpgsqlDataSource database) : NodeJournal
{
    public override void Dispose() => database.Dispose();

    protected override async Task<Reading> Open(CancellationToken cancel)
    {
        var journal = await PostgresJournal.OpenReadOnly(database, cancel);
        return new(journal, journal.Records(cancel));
    }
}
