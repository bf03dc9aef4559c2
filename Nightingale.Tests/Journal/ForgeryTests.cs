using System.Security.Cryptography;

using NUnit.Framework;

namespace Nightingale.Tests.Journal;

/// <summary>Who makes all hashes anew, but does not have the key, is found by the checkpoints; who has another key, by whoever knows the right one.</summary>
public sealed class ForgeryTests
{
    private JournalFolder _folder = null!;
    private ECDsa _stranger = null!;
    private string _key = null!;

    [SetUp]
    public async Task WriteHistory()
    {
        _folder = new();
        _stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await _folder.WriteHistory();
        _key = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "keys", "checkpoint.pem"));
        Assert.That((await _folder.Verify(trustedKey: _key)).Problems, Is.Empty, "the control: untouched it holds");
    }

    [TearDown]
    public void RemoveFolder()
    {
        _stranger.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_history_whose_hashes_were_all_made_anew_is_contradicted_by_the_checkpoint()
    {
        await Forgery.Rewrite(_folder, "a", 3);
        Assert.That((await _folder.Verify()).Problems.Single().ToString(), Is.EqualTo(
            "b event 2 (shard 7, ordinal 4): this event, or one up to ordinal 7, was rewritten together with its hash, which checkpoint 2 contradicts"));
    }

    [Test]
    public async Task Checkpoints_that_were_made_anew_without_the_key_do_not_hold()
    {
        await Forgery.Rewrite(_folder, "a", 3);
        await Forgery.RewriteCheckpoints(_folder);
        Assert.That((await _folder.Verify()).Problems[0].What, Does.StartWith("Checkpoint 2 was rewritten").And.Contain("its signature does not hold"));
    }

    [Test]
    public async Task Checkpoints_that_a_stranger_signed_do_not_hold_though_the_journal_names_its_key()
    {
        await Forgery.Rewrite(_folder, "a", 3);
        Forgery.AddKey(_folder, _stranger);
        await Forgery.RewriteCheckpoints(_folder, _stranger);
        Assert.That((await _folder.Verify()).Problems.Select(problem => problem.What), Has.Some.Contains("neither trusted nor endorsed").And.Some.StartsWith("Checkpoint 1 was rewritten"));
    }

    [Test]
    public async Task A_journal_with_another_key_throughout_holds_by_its_own_word_and_not_for_who_kept_the_key()
    {
        await Forgery.Rewrite(_folder, "a", 3);
        Forgery.ExchangeKey(_folder, _stranger);
        await Forgery.RewriteCheckpoints(_folder, _stranger);

        Assert.That((await _folder.Verify()).Problems, Is.Empty, "the control: by itself nothing shows it");
        Assert.That((await _folder.Verify(trustedKey: _key)).Problems[0].What, Does.Contain("neither trusted nor endorsed"));
    }
}
