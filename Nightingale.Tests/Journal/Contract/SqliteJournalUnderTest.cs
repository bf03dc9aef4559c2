using Nightingale.Actors.Journal;

namespace Nightingale.Tests.Journal.Contract;

internal sealed class SqliteJournalUnderTest : JournalUnderTest
{
    private readonly TemporaryFolder _folder = new();
    private SqliteJournal _journal = null!;

    public override IJournal Journal => _journal;

    public override long Epoch => _journal.Epoch;

    public override Task Open()
    {
        _journal = SqliteJournal.Open(new() { Folder = _folder.Path });
        return Task.CompletedTask;
    }

    public override async Task TakeOver()
    {
        await _journal.DisposeAsync();
        await Open();
    }

    public override Task StartFailing() => Run("PRAGMA max_page_count = 1"); // Then the most is what there is now.

    public override Task StopFailing() => Run("PRAGMA max_page_count = 1000000");

    public override Task CorruptSnapshot(string persistenceId) => Run("UPDATE snapshot SET payload = x'7B7D'");

    public override async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    private Task<bool> Run(string sql) => _journal.Ask(store =>
    {
        Statement.Run(store.Connection, sql);
        return true;
    });
}
