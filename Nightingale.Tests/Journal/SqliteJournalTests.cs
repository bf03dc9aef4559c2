using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class SqliteJournalTests : JournalContract
{
    private TemporaryFolder? _folder;

    protected override long Epoch => Sqlite.Epoch;

    private SqliteJournal Sqlite => (SqliteJournal)Journal;

    [TearDown]
    public void RemoveFolder() => _folder?.Dispose();

    protected override Task<IJournal> Open()
    {
        _folder = new();
        return Task.FromResult<IJournal>(OpenFolder());
    }

    protected override async Task<IJournal> TakeOver()
    {
        await Journal.DisposeAsync();
        return OpenFolder();
    }

    protected override Task StartFailing() => Run("PRAGMA max_page_count = 1"); // Then the most is what there is now.

    protected override Task StopFailing() => Run("PRAGMA max_page_count = 1000000");

    protected override Task CorruptSnapshot(string persistenceId) => Run("UPDATE snapshot SET payload = x'7B7D'");

    private SqliteJournal OpenFolder() => SqliteJournal.Open(new() { Folder = _folder!.Path });

    private Task<bool> Run(string sql) => Sqlite.Ask(store =>
    {
        Statement.Run(store.Connection, sql);
        return true;
    });
}
