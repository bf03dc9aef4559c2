using System.Security.Cryptography;
using Nightingale.Actors.Journal;
using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>The ways of changing the past that <see cref="TamperingTests"/> tries on SQLite, on the database that many nodes share.</summary>
public sealed class PostgresTamperingTests
{
    private JournalDatabase _journal = null!;

    [SetUp]
    public async Task WriteHistory()
    {
        _journal = await JournalDatabase.Make();
        await _journal.WriteHistory();
    }

    [TearDown]
    public ValueTask RemoveDatabase() => _journal.DisposeAsync();

    [Test]
    public async Task An_untouched_journal_holds()
    {
        foreach (var verification in new[] { await _journal.Verify(), await _journal.VerifyExport() })
        {
            Assert.That(verification.Problems, Is.Empty);
            Assert.That((verification.Events, verification.Entities, verification.Checkpoints, verification.Uncovered), Is.EqualTo((10L, 3L, 2L, 0L)));
        }
    }

    [TestCaseSource(typeof(Tampering), nameof(Tampering.OfValues))]
    [TestCaseSource(typeof(Tampering), nameof(Tampering.OfOrder))]
    [TestCaseSource(typeof(Tampering), nameof(Tampering.OfCheckpoints))]
    public async Task A_change_is_found_and_its_first_event_named(string sql, string? entity, long? sequenceNr, int? shard, long? ordinal, string what)
    {
        Assert.That((await _journal.Verify()).Holds, Is.True, "the control: untouched it holds");
        await _journal.Change(sql);
        var verification = await _journal.Verify();

        Assert.That(verification.Holds, Is.False);
        var first = verification.Problems[0];
        Assert.That((first.PersistenceId, first.SequenceNr, first.Shard, first.Ordinal), Is.EqualTo((entity, sequenceNr, shard, ordinal)), first.ToString());
        Assert.That(first.What, Does.Contain(what));
    }

    [Test]
    public async Task A_tail_cut_off_with_its_checkpoints_is_found_by_who_kept_one()
    {
        var kept = (await _journal.Verify()).LastCheckpoint;
        await _journal.Change("DELETE FROM event WHERE (shard = 7 AND ordinal > 3) OR (shard = 8 AND ordinal > 1); DELETE FROM checkpoint WHERE number = 2; DELETE FROM checkpoint_head WHERE checkpoint = 2");

        Assert.That((await _journal.Verify()).Holds, Is.True, "the control: the rest is a journal that holds");
        Assert.That((await _journal.Verify(expectCheckpoint: kept)).Problems.Single().What, Does.Contain(kept).And.Contain("not in this journal"));
    }

    [Test]
    public async Task A_shard_whose_signed_tail_is_cut_off_takes_no_more_and_the_others_do()
    {
        await _journal.Change("DELETE FROM event WHERE shard = 7 AND ordinal > 5");
        await using var journal = await _journal.Open();

        Assert.That(async () => await journal.Append(Appends.To("a", 3)), Throws.InstanceOf<DamagedJournalException>().With.Message.Contains("Shard 7 ends at ordinal 5, but a checkpoint was signed when it had 7"));
        Assert.That(await journal.Append(Appends.To("c", 3, shard: 8)), Has.Count.EqualTo(1), "the control");
    }

    [Test]
    public async Task What_was_cut_out_before_it_was_signed_is_not_signed_over()
    {
        await using var journal = await _journal.Open();
        await journal.Append(Appends.To("a", 4));
        await journal.Append(Appends.To("a", 5));
        await _journal.Change("DELETE FROM event WHERE shard = 7 AND ordinal = 8");

        Assert.That(journal.WriteCheckpoint, Throws.InstanceOf<DamagedJournalException>().With.Message.Contains("Shard 7 has no event of ordinal 8"));
        Assert.That((await _journal.Verify()).Problems[0].ToString(), Does.Contain("this event is missing"));
    }

    [Test]
    public async Task A_whole_history_of_another_key_is_found_by_who_knows_the_key()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.That((await _journal.Verify(trustedKey: await File.ReadAllTextAsync(Path.Combine(_journal.Cluster, CheckpointKeys.FileName)))).Problems, Is.Empty, "the control");
        Assert.That((await _journal.Verify(trustedKey: other.ExportSubjectPublicKeyInfoPem())).Problems[0].What, Does.Contain("neither trusted nor endorsed"));
    }
}
