using Microsoft.Data.Sqlite;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class OpeningTests
{
    private JournalFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Each_opening_for_writing_raises_the_epoch()
    {
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            await using var journal = _folder.Open();
            Assert.That(journal.Epoch, Is.EqualTo(epoch));
        }
    }

    [Test]
    public async Task A_journal_goes_on_where_it_stopped()
    {
        await _folder.WriteHistory();
        await using var journal = _folder.Open();
        var stored = await journal.Append(Appends.To("a", 4, epoch: journal.Epoch));

        Assert.That((stored[0].SequenceNr, stored[0].Ordinal), Is.EqualTo((5L, 8L)));
        Assert.That((await journal.Read("a").All()).Select(e => e.Text()), Is.EqualTo(Enumerable.Range(1, 5).Select(n => $$"""{"number":{{n}}}""")));
    }

    [Test]
    public async Task A_journal_of_a_newer_version_is_left_alone()
    {
        await _folder.WriteHistory();
        _folder.Change("PRAGMA user_version = 9");
        var before = await _folder.Fingerprint();

        const string Message = "The journal was written by a newer Nightingale (schema 9, this one knows 1): upgrade.";
        Assert.That(_folder.Open, Throws.InstanceOf<JournalUnavailableException>().With.Message.EqualTo(Message));
        Assert.That(() => SqliteJournal.OpenReadOnly(_folder.Path), Throws.InstanceOf<JournalUnavailableException>().With.Message.EqualTo(Message));
        Assert.That(await _folder.Fingerprint(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_file_that_is_no_database_is_told_and_left_alone()
    {
        await File.WriteAllTextAsync(_folder.Database, string.Concat(Enumerable.Repeat("These are not the events you are looking for. ", 100)));
        var before = await _folder.Fingerprint();

        Assert.That(_folder.Open, Throws.InstanceOf<JournalUnavailableException>().With.Message.Contains("not a Nightingale journal"));
        Assert.That(await _folder.Fingerprint(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_database_that_is_no_journal_is_told_and_left_alone()
    {
        _folder.Change("CREATE TABLE recipe (name TEXT)");
        var before = await _folder.Fingerprint();

        Assert.That(_folder.Open, Throws.InstanceOf<JournalUnavailableException>().With.Message.Contains("not a Nightingale journal"));
        Assert.That(await _folder.Fingerprint(), Is.EqualTo(before));
    }

    [Test]
    public async Task Only_one_can_have_the_file_open()
    {
        await using var journal = _folder.Open();
        Assert.That(_folder.Open, Throws.InstanceOf<JournalUnavailableException>().With.Message.Contains("Another process has the journal open"));
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_told()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "");
        Assert.That(() => SqliteJournal.Open(new() { Folder = Path.Combine(_folder.Path, "file", "data") }), Throws.InstanceOf<JournalUnavailableException>());
    }

    [Test]
    public async Task A_folder_that_is_made_is_its_owners_alone()
    {
        var data = Path.Combine(_folder.Path, "data");
        await using var journal = SqliteJournal.Open(new() { Folder = data });

        Assert.That(File.GetUnixFileMode(data), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    public void Options_that_cannot_be_are_told_all_at_once() => Assert.That(
        () => SqliteJournal.Open(new() { Folder = "", MaxBatch = 0, CheckpointEvery = TimeSpan.Zero }),
        Throws.ArgumentException.With.Message.Contains("Folder").And.Message.Contains("MaxBatch").And.Message.Contains("CheckpointEvery"));

    [Test]
    public void Migrations_lead_from_any_schema_to_the_newest_and_fail_whole()
    {
        var first = new Migrations(["CREATE TABLE one (a)"]);
        var second = new Migrations(["CREATE TABLE one (a)", "ALTER TABLE one ADD COLUMN b; CREATE TABLE two (a)"]);
        var broken = new Migrations(["", "", "CREATE TABLE three (a); CREATE TABLE two (a)"]);
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();

        first.Apply(connection);
        second.Apply(connection);
        second.Apply(connection);
        Assert.That(() => broken.Apply(connection), Throws.InstanceOf<SqliteException>());

        Assert.That(Statement.Number(connection, "PRAGMA user_version"), Is.EqualTo(2));
        Assert.That(Statement.Number(connection, "SELECT count(*) FROM sqlite_master"), Is.EqualTo(2));
        Assert.That(() => first.Check(connection), Throws.InstanceOf<JournalUnavailableException>().With.Message.Contains("(schema 2, this one knows 1)"));
    }
}
