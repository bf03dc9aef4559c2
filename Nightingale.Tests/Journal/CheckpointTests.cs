using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

public sealed class CheckpointTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private JournalFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Each_minute_in_which_something_was_appended_is_signed()
    {
        await using var journal = _folder.Open();
        await journal.Append(Appends.To("a", 0, epoch: journal.Epoch));
        _folder.Time.Advance(Minute - TimeSpan.FromMilliseconds(1));
        Assert.That(await Checkpoints(journal), Is.Empty);

        _folder.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await Checkpoints(journal), Has.Count.EqualTo(1));
        _folder.Time.Advance(Minute);
        Assert.That(await Checkpoints(journal), Has.Count.EqualTo(1), "nothing was appended");
        await journal.Append(Appends.To("b", 0, shard: 8, epoch: journal.Epoch));
        _folder.Time.Advance(Minute);

        var checkpoints = await Checkpoints(journal);
        Assert.That(checkpoints.Select(checkpoint => (checkpoint.Number, checkpoint.At - Appends.At)), Is.EqualTo(new[] { (1L, Minute), (2L, 3 * Minute) }));
        Assert.That(checkpoints.Select(checkpoint => checkpoint.Heads.Keys.Single()), Is.EqualTo(new[] { 7, 8 }));
        Assert.That(checkpoints[1].Previous.ToArray(), Is.EqualTo(checkpoints[0].Hash.ToArray()));
    }

    [Test]
    public async Task A_clean_stop_leaves_nothing_unsigned()
    {
        await using (var journal = _folder.Open()) await journal.Append(Appends.To("a", 0, epoch: journal.Epoch));
        var verification = await _folder.Verify();

        Assert.That((verification.Checkpoints, verification.Uncovered), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public async Task Events_since_the_last_checkpoint_are_told_as_uncovered()
    {
        await using var journal = _folder.Open();
        await journal.Append(Appends.To("a", 0, epoch: journal.Epoch));
        await journal.WriteCheckpoint();
        await journal.Append(Appends.To("a", 1, count: 2, epoch: journal.Epoch));

        var verification = await JournalVerifier.Verify(journal.Records());
        Assert.That((verification.Holds, verification.Events, verification.Uncovered), Is.EqualTo((true, 3L, 2L)));
    }

    [Test]
    public async Task A_moment_can_be_signed_though_nothing_happened()
    {
        await using var journal = _folder.Open();
        await journal.Append(Appends.To("a", 0, epoch: journal.Epoch));
        await journal.WriteCheckpoint();
        _folder.Time.Advance(TimeSpan.FromSeconds(7));
        Assert.That(await journal.WriteCheckpoint(), Is.Null, "the control: by itself nothing is signed");
        await journal.SignNow();

        var verification = await JournalVerifier.Verify(journal.Records());
        Assert.That((verification.Holds, verification.Checkpoints, verification.SignedAt), Is.EqualTo((true, 2L, _folder.Time.GetUtcNow())));
    }

    [Test]
    public async Task The_chain_goes_on_over_restarts()
    {
        for (var version = 0; version < 3; version++)
        {
            await using var journal = _folder.Open();
            await journal.Append(Appends.To("a", version, epoch: journal.Epoch));
        }

        var verification = await _folder.Verify();
        Assert.That((verification.Holds, verification.Checkpoints), Is.EqualTo((true, 3L)));
    }

    [Test]
    public async Task Checkpoints_of_a_replaced_key_still_verify_for_who_trusts_the_first()
    {
        string first;
        await using (var journal = _folder.Open())
        {
            await journal.Append(Appends.To("a", 0, epoch: journal.Epoch));
            await journal.WriteCheckpoint();
            first = (await Keys(journal)).Single().Pem();
            await journal.RotateKey();
            await journal.Append(Appends.To("a", 1, epoch: journal.Epoch));
        }

        await using (var journal = _folder.Open())
        {
            await journal.Append(Appends.To("a", 2, epoch: journal.Epoch));
            await journal.WriteCheckpoint();
            Assert.That((await Checkpoints(journal)).Select(checkpoint => checkpoint.KeyId).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(2));
        }

        var verification = await _folder.Verify(trustedKey: first);
        Assert.That((verification.Holds, verification.Checkpoints), Is.EqualTo((true, 3L)), string.Join('\n', verification.Problems));
    }

    [Test]
    public async Task A_key_that_no_key_endorses_is_told()
    {
        await _folder.WriteHistory();
        File.Delete(Path.Combine(_folder.Path, "keys", "checkpoint.pem"));
        await using (var journal = _folder.Open()) await journal.Append(Appends.To("a", 4, epoch: journal.Epoch));

        Assert.That((await _folder.Verify()).Problems[0].What, Does.Contain("neither trusted nor endorsed"));
    }

    [Test]
    public async Task The_private_key_is_its_owners_alone()
    {
        await _folder.WriteHistory();
        var keys = Path.Combine(_folder.Path, "keys");

        Assert.That(File.GetUnixFileMode(Path.Combine(keys, "checkpoint.pem")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(File.GetUnixFileMode(keys), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(Directory.EnumerateFiles(keys).Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_key_that_is_none_is_told_when_the_journal_is_opened()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "keys"));
        File.WriteAllText(Path.Combine(_folder.Path, "keys", "checkpoint.pem"), "not a key");

        Assert.That(_folder.Open, Throws.InstanceOf<JournalUnavailableException>().With.Message.Contains("keys/checkpoint.pem"));
    }

    private static async Task<List<Checkpoint>> Checkpoints(SqliteJournal journal) =>
        [.. (await journal.Records().All()).OfType<JournalRecord.OfCheckpoint>().Select(record => record.Checkpoint)];

    private static async Task<List<CheckpointKey>> Keys(SqliteJournal journal) =>
        [.. (await journal.Records().All()).OfType<JournalRecord.OfKey>().Select(record => record.Key)];
}
