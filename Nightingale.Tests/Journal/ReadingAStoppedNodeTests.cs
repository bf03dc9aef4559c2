using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class ReadingAStoppedNodeTests
{
    private JournalFolder _folder = null!;

    [SetUp]
    public async Task WriteHistory()
    {
        _folder = new();
        await _folder.WriteHistory();
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task After_a_clean_stop_everything_is_read_and_nothing_is_touched()
    {
        using (DataFolderLock.Take(_folder.Path)) { }
        var before = await _folder.Fingerprint();
        await using (var journal = SqliteJournal.OpenReadOnly(_folder.Path))
        {
            Assert.That(await journal.Read("a").All(), Has.Count.EqualTo(4));
            Assert.That(await journal.Entities("").All(), Is.EqualTo(new[] { ("a", 4L), ("b", 3L), ("c", 3L) }));
        }

        Assert.That(await _folder.Fingerprint(), Is.EqualTo(before));
    }

    [Test]
    public async Task After_an_unclean_stop_what_is_only_in_the_log_is_read_and_nothing_is_touched()
    {
        using var killed = await Kill();
        var before = await killed.Fingerprint();
        await using (var journal = SqliteJournal.OpenReadOnly(killed.Path))
        {
            Assert.That((await journal.Read("a").All()).Select(e => e.SequenceNr), Is.EqualTo(Enumerable.Range(1, 105)));
            var verification = await JournalVerifier.Verify(journal.Records());
            Assert.That((verification.Holds, verification.Events, verification.Uncovered), Is.EqualTo((true, 111L, 101L)));
        }

        Assert.That(await killed.Fingerprint(), Is.EqualTo(before));
    }

    [Test]
    public async Task Without_its_log_the_same_folder_lacks_events()
    {
        using var killed = await Kill();
        File.Delete(killed.Database + "-wal");
        await using var journal = SqliteJournal.OpenReadOnly(killed.Path);

        Assert.That(await journal.Read("a").All(), Has.Count.EqualTo(4), "the control: the log held the rest");
    }

    [Test]
    public async Task After_an_unclean_stop_the_next_node_goes_on()
    {
        using var killed = await Kill();
        await using (var journal = killed.Open()) await journal.Append(Appends.To("a", 105, epoch: journal.Epoch));

        var verification = await killed.Verify();
        Assert.That((verification.Holds, verification.Events, verification.Uncovered), Is.EqualTo((true, 112L, 0L)));
    }

    [Test]
    public async Task A_folder_may_have_any_name()
    {
        var odd = Directory.CreateDirectory(Path.Combine(_folder.Path, "a b%20#?&ä"));
        File.Copy(_folder.Database, Path.Combine(odd.FullName, "journal.db"));
        await using var journal = SqliteJournal.OpenReadOnly(odd.FullName);

        Assert.That(await journal.Read("a").All(), Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Nothing_can_be_written()
    {
        await using var journal = SqliteJournal.OpenReadOnly(_folder.Path);

        Assert.That(async () => await journal.Append(Appends.To("a", 4, epoch: 1)), Throws.InstanceOf<AppendFailedException>().With.Message.Contains("for reading only"));
        Assert.That(async () => await journal.DeleteTo("a", 1), Throws.InstanceOf<JournalUnavailableException>());
        Assert.That(async () => await journal.SaveSnapshot(new("a", 1, "s.v1", "{}"u8.ToArray())), Throws.InstanceOf<JournalUnavailableException>());
    }

    [Test]
    public void A_running_nodes_folder_is_not_read()
    {
        using var node = DataFolderLock.Take(_folder.Path);
        Assert.That(
            () => SqliteJournal.OpenReadOnly(_folder.Path),
            Throws.InstanceOf<JournalUnavailableException>().With.Message.Contains($"in use by process {Environment.ProcessId}"));
    }

    [Test]
    public async Task No_node_starts_while_a_folder_is_read()
    {
        using (DataFolderLock.Take(_folder.Path)) { }
        await using (SqliteJournal.OpenReadOnly(_folder.Path))
        await using (SqliteJournal.OpenReadOnly(_folder.Path))
            Assert.That(() => DataFolderLock.Take(_folder.Path), Throws.InstanceOf<JournalUnavailableException>().With.Message.Contains("another process reads it"));

        using var node = DataFolderLock.Take(_folder.Path);
    }

    [Test]
    public void A_folder_without_a_journal_is_told_and_stays_empty()
    {
        using var empty = new TemporaryFolder();
        Assert.That(() => SqliteJournal.OpenReadOnly(empty.Path), Throws.InstanceOf<JournalUnavailableException>().With.Message.Contains("no journal"));
        Assert.That(Directory.EnumerateFileSystemEntries(empty.Path), Is.Empty);
    }

    /// <summary>The folder of a node that was killed after 101 more appends: what the disk holds while it runs.</summary>
    private async Task<JournalFolder> Kill()
    {
        var killed = new JournalFolder();
        await using var journal = _folder.Open();
        for (var version = 4; version < 105; version++) await journal.Append(Appends.To("a", version, epoch: journal.Epoch));
        foreach (var file in Directory.EnumerateFiles(_folder.Path)) File.Copy(file, Path.Combine(killed.Path, Path.GetFileName(file)));
        Directory.CreateDirectory(Path.Combine(killed.Path, "keys"));
        foreach (var key in Directory.EnumerateFiles(Path.Combine(_folder.Path, "keys"))) File.Copy(key, Path.Combine(killed.Path, "keys", Path.GetFileName(key)));
        return killed;
    }
}
