using System.Security.Cryptography;
using System.Text;

using Nightingale.Actors.Journal;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>Every way of changing the past is found, in the database and in a file exported from it, and the first bad event is named.</summary>
public sealed class TamperingTests
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
    public async Task An_untouched_journal_holds()
    {
        var verification = await Verify();

        Assert.That(verification.Problems, Is.Empty);
        Assert.That((verification.Events, verification.Entities, verification.Checkpoints), Is.EqualTo((10L, 3L, 2L)));
        Assert.That((verification.Uncovered, verification.Removed), Is.EqualTo((0L, 0L)));
    }

    [TestCaseSource(typeof(Tampering), nameof(Tampering.OfValues))]
    [TestCaseSource(typeof(Tampering), nameof(Tampering.OfOrder))]
    [TestCaseSource(typeof(Tampering), nameof(Tampering.OfCheckpoints))]
    public async Task A_change_is_found_and_its_first_event_named(string sql, string? entity, long? sequenceNr, int? shard, long? ordinal, string what)
    {
        Assert.That((await _folder.Verify()).Holds, Is.True, "the control: untouched it holds");
        _folder.Change(sql);
        var verification = await Verify();

        Assert.That(verification.Holds, Is.False);
        var first = verification.Problems[0];
        Assert.That((first.PersistenceId, first.SequenceNr, first.Shard, first.Ordinal), Is.EqualTo((entity, sequenceNr, shard, ordinal)), first.ToString());
        Assert.That(first.What, Does.Contain(what));
    }

    [Test]
    public async Task An_event_that_was_rewritten_with_all_its_hashes_is_named_by_the_checkpoint()
    {
        await Rewrite("a", 3);
        Assert.That((await Verify()).Problems[0], Is.EqualTo(new Problem("it was rewritten together with its hash, which checkpoint 2 contradicts", "a", 3, 7, 5)));
    }

    [Test]
    public async Task The_last_event_of_an_entity_that_was_rewritten_with_all_its_hashes_is_found_by_the_checkpoint()
    {
        await Rewrite("b", 3);
        Assert.That((await Verify()).Problems[0].ToString(), Is.EqualTo(
            "b event 2 (shard 7, ordinal 4): this event, or one up to ordinal 7, was rewritten together with its hash, which checkpoint 2 contradicts"));
    }

    [Test]
    public async Task A_tail_cut_off_with_its_checkpoints_is_found_by_who_kept_one()
    {
        var kept = (await _folder.Verify()).LastCheckpoint;
        _folder.Change("DELETE FROM event WHERE (shard = 7 AND ordinal > 3) OR (shard = 8 AND ordinal > 1); DELETE FROM checkpoint WHERE number = 2; DELETE FROM checkpoint_head WHERE checkpoint = 2");

        Assert.That((await Verify()).Holds, Is.True, "the control: the rest is a journal that holds");
        var verification = await Verify(expectCheckpoint: kept);
        Assert.That(verification.Problems.Single().What, Does.Contain(kept).And.Contain("not in this journal"));
    }

    [Test]
    public async Task A_kept_checkpoint_is_found_also_when_others_followed()
    {
        var kept = (await _folder.Verify()).LastCheckpoint;
        await using (var journal = _folder.Open()) await journal.Append(Appends.To("a", 4, epoch: journal.Epoch));

        Assert.That((await Verify(expectCheckpoint: kept!.ToUpperInvariant())).Problems, Is.Empty);
    }

    [Test]
    public async Task A_whole_history_made_up_with_another_key_is_found_by_who_knows_the_key()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.That((await Verify(trustedKey: await File.ReadAllTextAsync(Path.Combine(_folder.Path, "keys", "checkpoint.pem")))).Problems, Is.Empty);
        var verification = await Verify(trustedKey: other.ExportSubjectPublicKeyInfoPem());
        Assert.That(verification.Problems[0].What, Does.Contain("neither trusted nor endorsed"));
        Assert.That(verification.Problems[1].What, Does.Contain("Checkpoint 1").And.Contain("signature does not hold"));
    }

    [Test]
    public async Task An_epoch_that_falls_is_found_though_every_hash_holds()
    {
        _folder.Change("UPDATE epoch SET value = 5");
        await using (var journal = _folder.Open()) await journal.Append(Appends.To("c", 3, shard: 8, epoch: journal.Epoch));
        _folder.Change("UPDATE epoch SET value = 2");
        await using (var journal = _folder.Open()) await journal.Append(Appends.To("c", 4, shard: 8, epoch: journal.Epoch));

        var first = (await Verify()).Problems.Single();
        Assert.That((first.PersistenceId, first.SequenceNr, first.Ordinal), Is.EqualTo(("c", 5L, 5L)));
        Assert.That(first.What, Does.Contain("its epoch 3 is older than epoch 6"));

        await using var damaged = _folder.Open();
        Assert.That(async () => await damaged.Read("c").All(), Throws.InstanceOf<DamagedJournalException>().With.Message.Contains("Event 5 of c"));
        Assert.That(async () => await damaged.Recover("c", "none"), Throws.InstanceOf<DamagedJournalException>().With.Message.Contains("Event 5 of c"));
    }

    [Test]
    public async Task An_epoch_that_falls_from_one_entity_of_a_shard_to_the_next_is_found()
    {
        await using (var journal = _folder.Open()) await journal.Append(Appends.To("a", 4, epoch: journal.Epoch));
        _folder.Change("UPDATE epoch SET value = 0");
        await using (var journal = _folder.Open()) await journal.Append(Appends.To("b", 3, epoch: journal.Epoch));

        var first = (await Verify()).Problems.Single();
        Assert.That((first.PersistenceId, first.SequenceNr, first.Ordinal), Is.EqualTo(("b", 4L, 9L)));
        Assert.That(first.What, Does.Contain("its epoch 1 is older than epoch 2"));
    }

    [Test]
    public async Task Payloads_that_retention_removed_are_no_problem()
    {
        await using (var journal = _folder.Open()) await journal.DeleteTo("a", 3);
        var verification = await Verify();

        Assert.That(verification.Problems, Is.Empty);
        Assert.That(verification.Removed, Is.EqualTo(3));
    }

    [Test]
    public async Task A_payload_that_is_gone_beyond_what_retention_removed_is_found()
    {
        await using (var journal = _folder.Open()) await journal.DeleteTo("a", 2);
        _folder.Change("UPDATE event SET payload = x'' WHERE persistence_id = 'a'");

        Assert.That((await Verify()).Problems, Is.EqualTo(new[] { new Problem("its payload is gone, and no retention removed it", "a", 3, 7, 5) }));
    }

    [Test]
    public async Task A_stream_with_a_gap_is_not_replayed()
    {
        _folder.Change("DELETE FROM event WHERE persistence_id = 'a' AND sequence_nr = 3");
        await using var journal = SqliteJournal.OpenReadOnly(_folder.Path);

        Assert.That(async () => await journal.Read("a").All(), Throws.InstanceOf<DamagedJournalException>().With.Message.Contains("Event 3 of a is missing"));
        Assert.That(async () => await journal.Recover("a", "none"), Throws.InstanceOf<DamagedJournalException>().With.Message.Contains("Event 3 of a is missing"));
    }

    [Test]
    public void A_journal_whose_signed_tail_is_cut_off_is_not_opened_for_writing()
    {
        _folder.Change("DELETE FROM event WHERE shard = 7 AND ordinal > 5");
        Assert.That(_folder.Open, Throws.InstanceOf<DamagedJournalException>().With.Message.Contains("Shard 7 ends at ordinal 5"));
    }

    /// <summary>Verifies the database and its export, which must find the same.</summary>
    private async Task<Verification> Verify(string? expectCheckpoint = null, string? trustedKey = null)
    {
        var verification = await _folder.Verify(expectCheckpoint, trustedKey);
        if (verification.Problems.Any(problem => problem.What.Contains("The verification ends here", StringComparison.Ordinal))) return verification;
        using var file = new MemoryStream(await _folder.Export());
        var exported = await JournalVerifier.Verify(JournalExport.Read(file), expectCheckpoint, trustedKey);

        Assert.That(exported.Problems, Is.EqualTo(verification.Problems));
        Assert.That(exported with { Problems = [] }, Is.EqualTo(verification with { Problems = [] }));
        return verification;
    }

    private async Task Rewrite(string entity, long sequenceNr)
    {
        List<StoredEvent> events;
        await using (var journal = SqliteJournal.OpenReadOnly(_folder.Path)) events = await journal.Read(entity).All();
        var payload = Encoding.UTF8.GetBytes("""{"number":999}""");
        var rewritten = events[(int)sequenceNr - 1] with { Payload = payload, PayloadHash = HashChain.Payload(payload) };
        var hash = HashChain.Event(events[(int)sequenceNr - 2].Hash.Span, rewritten);
        _folder.Change($"UPDATE event SET payload = x'{Convert.ToHexString(payload)}', payload_hash = x'{Convert.ToHexString(rewritten.PayloadHash.Span)}', hash = x'{Convert.ToHexString(hash)}' WHERE persistence_id = '{entity}' AND sequence_nr = {sequenceNr}");
    }
}
